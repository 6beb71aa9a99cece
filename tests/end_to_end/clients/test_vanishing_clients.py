"""Clients that leave at every stage: nothing is left of them, and the next one is served."""

import contextlib
import socket
import ssl
import struct
from collections.abc import Callable

import pytest

from tests.support.cassettes.recording import Recording
from tests.support.http.wire import dial, over_tls, tunnel
from tests.support.process.process_usage import ProcessUsage
from tests.support.process.ringback import Server
from tests.support.process.waiting import wait_for
from tests.support.twilio.upstream import Behavior, Upstream

HOST = "conversations.twilio.com"
HEAD = (
    b"POST /v1/Conversations HTTP/1.1\r\nHost: conversations.twilio.com\r\n"
    b"Authorization: Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDpzZWNyZXQ=\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)
WHOLE = HEAD + b"Content-Length: 14\r\n\r\nFriendlyName=x"

Controller = Callable[[Server], socket.socket]


def connected(server: Server) -> socket.socket:
    return dial(server.address)


def within_connect(server: Server) -> socket.socket:
    connection = dial(server.address)
    connection.sendall(b"CONNECT conversations.twilio.com:443 HTT")
    return connection


def after_connect(server: Server) -> socket.socket:
    return tunnel(server.address, f"{HOST}:443")


def within_the_handshake(server: Server) -> socket.socket:
    connection = tunnel(server.address, f"{HOST}:443")
    outgoing = ssl.MemoryBIO()
    hello = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=HOST)
    with contextlib.suppress(ssl.SSLWantReadError):
        hello.do_handshake()
    connection.sendall(outgoing.read()[:100])
    return connection


def after_the_handshake(server: Server) -> socket.socket:
    return over_tls(tunnel(server.address, f"{HOST}:443"), server.ca, HOST)


def having_sent(data: bytes) -> Controller:
    def stage(server: Server) -> socket.socket:
        connection = after_the_handshake(server)
        connection.sendall(data)
        return connection

    return stage


def within_the_reply(server: Server) -> socket.socket:
    connection = having_sent(WHOLE)(server)
    connection.recv(1)
    return connection


def leave_in_order(connection: socket.socket) -> None:
    connection.close()


def break_off(connection: socket.socket) -> None:
    """Close with a reset, as a process that is killed with unread data."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


STAGES = {
    "before CONNECT": connected,
    "within CONNECT": within_connect,
    "after CONNECT": after_connect,
    "within the handshake": within_the_handshake,
    "after the handshake": after_the_handshake,
    "within the headers": having_sent(HEAD),
    "within the body": having_sent(HEAD + b"Content-Length: 14\r\n\r\nFriend"),
    "within the reply": within_the_reply,
}


@pytest.mark.parametrize("leave", [leave_in_order, break_off], ids=["in order", "with a reset"])
@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_a_client_may_leave_at_any_stage(
    fake: Server, stage: Controller, leave: Callable[[socket.socket], None]
) -> None:
    assert fake.create().status_code == 201
    before = at_rest(fake)

    for _ in range(5):
        leave(stage(fake))

    assert fake.create().status_code == 201
    wait_for(
        lambda: ProcessUsage.measure(fake.ready.pid).descriptors <= before or None,
        lambda: f"{ProcessUsage.measure(fake.ready.pid)} is held, and before it was {before}",
    )


def at_rest(server: Server) -> int:
    """Return how many descriptors a server has open once the last client has left."""
    counts: list[int] = []

    def steady() -> int | None:
        counts.append(ProcessUsage.measure(server.ready.pid).descriptors)
        return counts[-1] if len(set(counts[-20:])) == 1 and len(counts) >= 20 else None

    return wait_for(steady, lambda: str(counts[-20:]))


@pytest.mark.parametrize("leave", [leave_in_order, break_off], ids=["in order", "with a reset"])
def test_a_client_may_leave_while_the_upstream_works(
    recording: Recording, upstream: Upstream, leave: Callable[[socket.socket], None]
) -> None:
    upstream.behave(Behavior.DELAYED, Behavior.ORDINARY)
    connection = having_sent(WHOLE)(recording.server)
    upstream.wait_for_request()
    leave(connection)
    upstream.release()

    assert recording.server.create(FriendlyName="next").status_code == 201
    assert len(recording.interactions) == 1


def test_a_client_that_closed_its_half_of_the_connection_is_answered(fake: Server) -> None:
    base_url = str(fake.ready.base_url)
    with dial(("127.0.0.1", int(base_url.rpartition(":")[2]))) as connection:
        connection.sendall(WHOLE)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 201 ")


def test_slow_and_silent_clients_do_not_delay_others(fake: Server) -> None:
    with contextlib.ExitStack() as stack:
        for stage in STAGES.values():
            for _ in range(25):
                stack.callback(stage(fake).close)

        assert [fake.create().status_code for _ in range(5)] == [201] * 5
