"""Hands a connection over to mitmproxy, with the bytes that have been read so far.

mitmproxy serves it as if it had accepted it itself. Where the front has confirmed a tunnel already,
mitmproxy gets the CONNECT request again, and its own confirmation is dropped. Where TLS has been
removed as well, the addon below marks the connection as what it is: HTTP within TLS.
"""

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from mitmproxy.connection import Client

if TYPE_CHECKING:  # it waits until a connection is handed over
    from mitmproxy.proxy.layer import NextLayer

logger = logging.getLogger(__name__)

HandleStream = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

_CONFIRMED = (b"HTTP/1.1 200 ", b"HTTP/1.0 200 ")  # in the version of the request
_BLANK_LINE = b"\r\n\r\n"

# The loop itself keeps only weak references to its tasks.
_tasks: set[asyncio.Task[None]] = set()

# The client's side of a connection whose TLS ends in the front; inherited by mitmproxy's tasks.
_decrypted: contextvars.ContextVar[Client | None] = contextvars.ContextVar(
    "ringback_decrypted", default=None
)


def hand_over(
    transport: Any,
    handle_stream: HandleStream,
    data: bytes,
    connect: bytes = b"",
    decrypted: Client | None = None,
) -> asyncio.StreamReaderProtocol:
    """Pass a connection to mitmproxy; return the protocol that it reads from.

    `data` is what was read and not answered. `connect` is the head of a CONNECT request that has
    been confirmed. `decrypted` is the client whose TLS the transport removes.
    """
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=65_536, loop=loop)
    protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    transport.set_protocol(protocol)
    shown: Any = _Confirmed(transport) if connect else transport
    protocol.connection_made(shown)
    protocol.data_received(connect + data)
    writer = asyncio.StreamWriter(shown, protocol, reader, loop)
    context = contextvars.copy_context()
    context.run(_decrypted.set, decrypted)
    # Not by asyncio's protocol: Python 3.11 prints a traceback for each task that a stop cancels.
    task = loop.create_task(_serve(handle_stream(reader, writer), transport), context=context)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return protocol


async def _serve(serving: Awaitable[None], transport: Any) -> None:
    try:
        await serving
    except Exception:  # it must not end the loop that serves the others
        logger.exception("a connection could not be served")
        transport.close()


class _Confirmed:
    """A transport that drops what confirms a tunnel, because the client has been told already."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self._head = b""
        self._confirmed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write what comes behind the confirmation; close the connection if none comes."""
        if self._confirmed:
            self._transport.write(data)
            return
        self._head += data
        head, blank, rest = self._head.partition(_BLANK_LINE)
        if blank and head.startswith(_CONFIRMED):
            self._confirmed = True
            self._transport.write(rest)
        elif blank:
            self._transport.close()

    def writelines(self, pieces: list[bytes]) -> None:
        """Write several pieces."""
        self.write(b"".join(pieces))


class DecryptedConnections:
    """The addon that marks connections whose TLS ends in the front; it comes after NextLayer."""

    def next_layer(self, nextlayer: "NextLayer") -> None:
        """Mark the tunnel's content as what the client encrypted."""
        client, context = _decrypted.get(), nextlayer.context
        if client is None or context.server.address is None or context.client.tls:
            return
        ours = context.client
        ours.tls, ours.sni, ours.alpn = True, client.sni, client.alpn
        ours.alpn_offers, ours.tls_version = client.alpn_offers, client.tls_version
        ours.cipher, ours.timestamp_tls_setup = client.cipher, client.timestamp_tls_setup
        context.server.tls = True
