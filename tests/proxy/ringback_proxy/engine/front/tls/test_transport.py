"""TLS over a socket pair, with the standard library's client."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable

import pytest
import trustme

from ringback_proxy.engine.front.tls.transport import TlsTransport
from tests.support.process.waiting import TIMEOUT

CA = trustme.CA()


class Above(asyncio.Protocol):
    """Echoes, and records what happens."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.came.append("made")

    def data_received(self, data: bytes) -> None:
        self.received += data
        self.transport.write(data)

    def eof_received(self) -> None:
        self.came.append("eof")

    def connection_lost(self, exc: Exception | None) -> None:
        self.came.append("lost")

    def pause_writing(self) -> None:
        self.came.append("pause")

    def resume_writing(self) -> None:
        self.came.append("resume")


class Observed(TlsTransport):
    """One that knows when its socket is closed."""

    over: asyncio.Event

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.over.set()


class Pair:
    """A `TlsTransport` on one end, and a socket for the client on the other."""

    def __init__(self) -> None:
        self.above = Above()
        self.failed: list[str] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        CA.issue_cert("a.example").configure_cert(context)
        self.tls = Observed(
            context, self.above, lambda _: self.above.came.append("tls"), self.failed.append
        )
        self.tls.over = asyncio.Event()

    def client_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        CA.configure_trust(context)
        return context


Use = Callable[[Pair, socket.socket], Awaitable[None]]


def run(use: Use) -> Pair:
    """Connect a client, and have a test use its raw socket."""
    pairs: list[Pair] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        server, client = socket.socketpair()
        client.settimeout(10)
        pair = Pair()
        pairs.append(pair)
        await loop.connect_accepted_socket(lambda: pair.tls, server)
        with client:
            await use(pair, client)
        await asyncio.wait_for(pair.tls.over.wait(), TIMEOUT)

    asyncio.run(main())
    return pairs[0]


def as_client(talk: Callable[[ssl.SSLSocket], None]) -> Use:
    """Return a use in which the client talks TLS, in a thread."""

    async def use(pair: Pair, client: socket.socket) -> None:
        def in_thread() -> None:
            with pair.client_context().wrap_socket(client, server_hostname="a.example") as tls:
                talk(tls)

        await asyncio.to_thread(in_thread)

    return use


@pytest.mark.parametrize("size", [1, 16_384, 16_385, 1_000_000])
def test_data_arrives_whole_both_ways(size: int) -> None:
    sent = bytes(number % 251 for number in range(size))

    def talk(client: ssl.SSLSocket) -> None:
        client.sendall(sent)
        got = b""
        while len(got) < size:
            got += client.recv(65_536)
        assert got == sent

    pair = run(as_client(talk))
    assert pair.above.received == sent
    assert pair.failed == []


def test_the_end_of_the_client_is_passed_on() -> None:
    def talk(client: ssl.SSLSocket) -> None:
        client.sendall(b"a")
        assert client.recv(1) == b"a"
        client.unwrap()

    assert run(as_client(talk)).above.came == ["tls", "made", "eof", "lost"]


def test_a_client_that_just_leaves_has_ended_as_well() -> None:
    def talk(client: ssl.SSLSocket) -> None:
        client.sendall(b"a")
        assert client.recv(1) == b"a"

    assert run(as_client(talk)).above.came == ["tls", "made", "eof", "lost"]


def test_the_client_is_told_the_end() -> None:
    async def use(pair: Pair, client: socket.socket) -> None:
        loop = asyncio.get_running_loop()

        def talk(tls: ssl.SSLSocket) -> None:
            tls.sendall(b"a")
            assert tls.recv(1) == b"a"
            loop.call_soon_threadsafe(pair.tls.close)
            assert tls.recv(1) == b""  # without it, an SSLEOFError

        await as_client(talk)(pair, client)
        assert pair.tls.is_closing()

    assert run(use).above.came == ["tls", "made", "lost"]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"", ""),
        (b"\x16\x03\x01", ""),
        (b"GET / HTTP/1.1\r\n\r\n", "HTTP_REQUEST"),
    ],
    ids=["nothing", "half a record", "HTTP"],
)
def test_a_handshake_that_fails_is_reported_once(sent: bytes, reason: str) -> None:
    async def use(pair: Pair, client: socket.socket) -> None:
        client.sendall(sent)

    pair = run(use)
    assert pair.failed == [reason]
    assert pair.above.came == []


def test_a_broken_record_ends_the_connection() -> None:
    async def use(pair: Pair, client: socket.socket) -> None:
        def in_thread() -> None:
            context = pair.client_context()
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            tls = context.wrap_bio(incoming, outgoing, server_hostname="a.example")
            while True:
                try:
                    tls.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    client.sendall(outgoing.read())
                    incoming.write(client.recv(65_536))
            client.sendall(outgoing.read() + b"\x17\x03\x03\x00\x20" + b"x" * 32)
            try:
                while client.recv(65_536):
                    pass
            except ConnectionError:
                pass

        await asyncio.to_thread(in_thread)

    pair = run(use)
    assert pair.above.came == ["tls", "made", "lost"]
    assert pair.above.received == b""


def test_it_is_a_transport_for_any_protocol() -> None:
    pair = Pair()
    assert pair.tls.get_protocol() is pair.above
    other = Above()
    pair.tls.set_protocol(other)
    assert pair.tls.get_protocol() is other
    assert not pair.tls.can_write_eof()
    pair.tls.pause_writing()
    pair.tls.resume_writing()
    assert other.came == ["pause", "resume"]
