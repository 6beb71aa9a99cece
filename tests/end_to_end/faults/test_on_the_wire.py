"""Each fault as a raw socket sees it: through TLS, plain and over HTTP/2, with both engines."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from h2.exceptions import ProtocolError

from tests.support.http import broken, wire
from tests.support.http.broken import CLOSED, OPEN, RESET, Seen, TlsSocket
from tests.support.http.http2 import Http2Client, Http2Reply
from tests.support.process.ringback import ACCOUNT, Server
from tests.support.process.starting import make_starter
from tests.support.process.waiting import TIMEOUT

Ask = Callable[..., Seen]


@pytest.fixture(scope="module", params=["fast", "plain"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("faults")
    with ExitStack() as stack:
        start = make_starter(folder, stack)
        environment = {"RINGBACK_ENGINE": request.param}
        yield start("fake", "--base-url-port", "0", environment=environment)


@pytest.fixture(scope="module")
def control(server: Server) -> Iterator[Any]:
    with server.control() as control:
        yield control


@pytest.fixture
def order(control: Any) -> Callable[..., None]:
    """A function that replaces the faults of the server."""

    def order(*faults: str) -> None:
        answer = control.put("/sessions/default/faults", json=list(faults))
        assert answer.status_code == 200, answer.text

    return order


@pytest.fixture(params=["tls", "base_url"])
def ask(request: pytest.FixtureRequest, server: Server) -> Ask:
    """A function that sends a request through a tunnel or to the base URL."""

    def ask(sent: bytes = broken.post()) -> Seen:
        if request.param == "tls":
            return broken.ask_through_tls(server.address, server.ca, sent)
        return broken.ask_base_url(base_url(server), sent)

    return ask


def base_url(server: Server) -> wire.Address:
    host, port = str(server.ready.base_url).removeprefix("http://").split(":")
    return host, int(port)


def last_exchange(control: Any) -> Any:
    return control.get("/sessions/default/exchanges").json()["exchanges"][-1]


def count_conversations(control: Any) -> int:
    listed = {"path": "/v1/Conversations?PageSize=100", "account_sid": ACCOUNT}
    body = control.post("/sessions/default/requests", json=listed).json()["body"]
    return len(body["conversations"])


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("too-many-requests", 429, 20429),
        ("unavailable", 503, 20503),
        ("internal-error", 500, 20500),
        ("twilio-50353", 409, 50353),
    ],
)
def test_an_error_of_twilio_s_is_an_answer(
    ask: Ask, order: Any, control: Any, fault: str, status: int, code: int
) -> None:
    order(fault)
    seen = ask()
    assert (seen.status, seen.end, json.loads(seen.body)["code"]) == (status, OPEN, code)
    assert seen.header("ringback") == f'fault;name="{fault}"'
    exchange = last_exchange(control)
    assert (exchange["source"], exchange["fault"]) == ("fault", fault)


def test_a_slow_answer_is_late_and_whole(ask: Ask, order: Any) -> None:
    order("slow,ms=300")
    began = time.monotonic()
    seen = ask()
    assert time.monotonic() - began >= 0.3
    assert (seen.status, seen.end) == (201, OPEN)
    assert seen.header("ringback") == 'fault;name="slow"'


def test_a_dripping_answer_comes_in_pieces(ask: Ask, order: Any) -> None:
    order("drip,ms=20")
    began = time.monotonic()
    seen = ask()
    assert time.monotonic() - began >= 0.18
    assert (seen.status, seen.end) == (201, OPEN)
    assert json.loads(seen.body)["sid"].startswith("CH")


def test_the_first_piece_of_a_dripping_answer_comes_at_once(server: Server, order: Any) -> None:
    order("drip,ms=3600000")
    with wire.dial(base_url(server)) as connection:
        seen = broken.read_first_piece(connection, broken.post())
    assert seen.status == 201
    assert len(seen.body) == -(-int(seen.header("content-length") or 0) // 10)


def test_a_truncated_answer_announces_more_than_comes(ask: Ask, order: Any, control: Any) -> None:
    order("truncate")
    before = count_conversations(control)
    seen = ask()
    assert (seen.status, seen.end) == (201, CLOSED)
    assert len(seen.body) == int(seen.header("content-length") or 0) // 2
    assert count_conversations(control) == before + 1


@pytest.mark.parametrize("method", ["HEAD", "DELETE"])
def test_an_answer_without_a_body_is_truncated_in_its_head(
    ask: Ask, order: Any, control: Any, method: str
) -> None:
    made = {"method": "POST", "path": "/v1/Conversations", "account_sid": ACCOUNT}
    sid = control.post("/sessions/default/requests", json=made).json()["body"]["sid"]
    order("truncate")
    seen = ask(broken.post(f"/v1/Conversations/{sid}", method))
    assert seen.end == CLOSED
    assert seen.data.startswith(b"HTTP/1.1 20")
    assert b"\r\n\r\n" not in seen.data


@pytest.mark.parametrize(("fault", "end"), [("reset", RESET), ("close", CLOSED)])
def test_a_connection_ends_without_a_byte(
    ask: Ask, order: Any, control: Any, fault: str, end: str
) -> None:
    order(fault)
    before = count_conversations(control)
    assert ask() == Seen(b"", end)
    exchange = last_exchange(control)
    assert (exchange["source"], exchange["fault"]) == ("fault", fault)
    assert exchange["response"]["status"] == 0
    assert count_conversations(control) == before


def test_a_malformed_answer_is_no_http(ask: Ask, order: Any) -> None:
    order("malformed")
    seen = ask()
    assert seen.end == CLOSED
    assert seen.data
    assert not seen.data.startswith(b"HTTP")


@pytest.fixture(params=["tls", "base_url"])
def hanging(
    request: pytest.FixtureRequest, server: Server, order: Any, control: Any
) -> Iterator[tuple[socket.socket, socket.socket | TlsSocket]]:
    """A connection with a request that gets no answer, and the socket below it."""
    order("timeout")
    exchanges = "/sessions/default/exchanges"
    last = control.get(exchanges).json()["last"]
    tls = request.param == "tls"
    opened = wire.tunnel(server.address, f"{broken.HOST}:443") if tls else None
    with opened or wire.dial(base_url(server)) as below:
        connection = TlsSocket(below, server.ca) if tls else below
        connection.sendall(broken.post())
        waited = control.get(exchanges, params={"after": last, "wait": 30}).json()
        assert [one["fault"] for one in waited["exchanges"]] == ["timeout"]
        below.settimeout(0.2)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        below.settimeout(TIMEOUT)
        yield below, connection


def test_a_timeout_is_silence_until_the_session_begins_anew(hanging: Any, control: Any) -> None:
    _, connection = hanging
    control.post("/sessions/default/reset")
    assert connection.recv(1) == b""


def test_a_timeout_ends_if_the_client_sends_nothing_more(hanging: Any) -> None:
    below, connection = hanging
    below.shutdown(socket.SHUT_WR)
    assert connection.recv(1) == b""


def test_a_client_that_gives_up_leaves_nothing_behind(server: Server, order: Any) -> None:
    order("timeout")
    for _ in range(3):
        with wire.dial(base_url(server)) as connection:
            connection.sendall(broken.post())
    order()
    assert broken.ask_base_url(base_url(server), broken.post()).status == 201


def ask_http2(server: Server, *methods: str) -> list[Http2Reply]:
    """Send requests over one connection, and return their replies as far as they came."""
    below = wire.tunnel(server.address, f"{broken.HOST}:443")
    connection = wire.over_tls(below, server.ca, broken.HOST, alpn=("h2",))
    with Http2Client(connection) as client:
        streams = [client.send(method, "/v1/Conversations") for method in methods]
        try:
            return [client.receive(stream) for stream in streams]
        except (OSError, ProtocolError):  # what the end of a connection looks like depends on when
            return [Http2Reply(broken=True)]


def test_over_http_2_an_error_and_a_late_answer_are_answers(server: Server, order: Any) -> None:
    order("unavailable,times=1", "slow,ms=200,times=1")
    began = time.monotonic()
    first, second = ask_http2(server, "GET", "GET")
    assert time.monotonic() - began >= 0.2
    assert (first.status, first.headers["ringback"]) == (503, 'fault;name="unavailable"')
    assert (second.status, second.headers["ringback"]) == (401, 'fault;name="slow"')
    assert (first.ended, second.ended) == (True, True)


def test_over_http_2_a_dripping_answer_is_whole(server: Server, order: Any) -> None:
    order("drip,ms=20,times=1")
    began = time.monotonic()
    dripping, other = ask_http2(server, "GET", "GET")
    assert time.monotonic() - began >= 0.18
    assert (dripping.ended, len(dripping.body)) == (True, int(dripping.headers["content-length"]))
    assert other.ended


def test_over_http_2_a_truncated_answer_announces_more_than_comes(
    server: Server, order: Any
) -> None:
    order("truncate")
    (reply,) = ask_http2(server, "GET")
    assert (reply.ended, reply.broken) == (False, True)
    assert len(reply.body) == int(reply.headers["content-length"]) // 2


@pytest.mark.parametrize("fault", ["reset", "close", "malformed"])
def test_over_http_2_a_connection_ends_without_an_answer(
    server: Server, order: Any, fault: str
) -> None:
    order(fault)
    (reply,) = ask_http2(server, "GET")
    assert (reply.headers, reply.body, reply.broken) == ({}, b"", True)
