"""The hand-over itself; what comes of it is in the tests of the tunnel and of the server."""

import asyncio
from typing import Any

import pytest
from mitmproxy.connection import Server
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import NextLayer
from mitmproxy.test import tflow

from ringback_proxy.engine.front import handover
from ringback_proxy.engine.front.handover import DecryptedConnections
from tests.support.process.waiting import until

CONNECT = b"CONNECT a:443 HTTP/1.1\r\n\r\n"
CONFIRMED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class Transport:
    """A transport that records what is done with it."""

    def __init__(self) -> None:
        self.written = b""
        self.closed = False

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def get_extra_info(self, name: str, default: object = None) -> object:
        return default


def hand_over(connect: bytes, *pieces: bytes) -> tuple[bytes, bytes, bool]:
    """Hand a connection over to a server that writes `pieces`.

    Return what it read, what was written, and whether the connection was closed by then.
    """
    transport: Any = Transport()
    read: list[bytes] = []
    closed: list[bool] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        read.append(await reader.read(1_000))
        for piece in pieces:
            writer.write(piece)
        closed.append(transport.closed)
        writer.close()

    async def run() -> None:
        handover.hand_over(transport, serve, b"data", connect)
        await until(lambda: closed)

    asyncio.run(run())
    return read[0], transport.written, closed[0]


def test_what_was_read_is_read_again() -> None:
    assert hand_over(b"", b"a", b"b") == (b"data", b"ab", False)


def test_a_connection_that_cannot_be_served_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    transport: Any = Transport()

    async def fail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise ValueError("odd")

    async def run() -> None:
        handover.hand_over(transport, fail, b"data")
        await until(lambda: transport.closed)

    asyncio.run(run())
    assert transport.closed
    assert "a connection could not be served" in caplog.text


def test_a_stop_that_cancels_a_connection_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    transport: Any = Transport()
    waiting: list[bool] = []

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        waiting.append(True)
        try:
            await asyncio.Event().wait()
        finally:
            writer.close()

    async def run() -> None:
        handover.hand_over(transport, wait, b"data")
        await until(lambda: waiting)

    asyncio.run(run())
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "pieces",
    [
        (CONFIRMED, b"rest"),
        (CONFIRMED + b"rest",),
        (CONFIRMED[:9], CONFIRMED[9:-1], b"\nre", b"st"),
        (CONFIRMED.replace(b"1.1", b"1.0"), b"rest"),
    ],
    ids=["alone", "with what follows", "in pieces", "HTTP/1.0"],
)
def test_the_second_confirmation_is_dropped(pieces: tuple[bytes, ...]) -> None:
    assert hand_over(CONNECT, *pieces) == (CONNECT + b"data", b"rest", False)


def test_a_tunnel_that_is_refused_now_is_closed() -> None:
    _, written, closed = hand_over(CONNECT, b"HTTP/1.1 407 No\r\n\r\n", b"body")
    assert (written, closed) == (b"", True)


def test_a_connection_that_the_front_did_not_decrypt_is_left_alone() -> None:
    context = Context(tflow.tclient_conn(), Options())
    context.client.tls, context.server = False, Server(address=("a", 443))
    DecryptedConnections().next_layer(NextLayer(context))
    assert not context.server.tls
