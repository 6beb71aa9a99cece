"""Calls a receiver: one HTTP/1.1 request on a connection of its own, and a bounded reply.

h11 parses what comes back. Nothing is followed, retried or kept open.
"""

import asyncio
import ssl
import time
from typing import TYPE_CHECKING

from ringback.http.messages import Headers
from ringback.webhooks.delivery import Attempt, WebhookReply
from ringback.webhooks.destination import Destination, is_loopback, list_addresses
from ringback.webhooks.outgoing import Outgoing
from ringback.webhooks.overrides import ConnectionOverrides

if TYPE_CHECKING:
    import h11

# In bytes; the rest of a reply is not read.
LARGEST_REPLY = 262_144
_PIECE = 16_384

_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def call(to: Destination, outgoing: Outgoing, limits: ConnectionOverrides) -> Attempt:
    """Send a request and return what has become of it; never raises but CancelledError."""
    began = time.perf_counter()
    writer = None
    try:
        async with asyncio.timeout(limits.total):
            async with asyncio.timeout(limits.connect):
                reader, writer = await _connect(to)
            async with asyncio.timeout(limits.read):
                reply = await _exchange(reader, writer, outgoing)
        return Attempt(reply, time.perf_counter() - began)
    except (OSError, EOFError, ValueError) as error:
        spent = time.perf_counter() - began
        connected = writer is not None
        return Attempt(None, spent, _explain(error, to, connected, limits), connected)
    finally:
        if writer is not None:
            writer.transport.abort()


async def _connect(to: Destination) -> _Streams:
    """Connect to the first address that accepts; raises OSError."""
    context = make_context(to) if to.address.scheme == "https" else None
    *others, last = list_addresses(to.address.host)
    for address in others:
        try:
            return await _open(address, to, context)
        except ConnectionRefusedError:
            continue
    return await _open(last, to, context)


def make_context(to: Destination) -> ssl.SSLContext:
    """Return the context for TLS with a destination."""
    context = ssl.create_default_context()
    if is_loopback(to.address.host):
        # Nobody is between this machine and itself, and its certificates are self-signed.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


async def _open(address: str, to: Destination, context: ssl.SSLContext | None) -> _Streams:
    name = to.address.host if context is not None else None
    return await asyncio.open_connection(
        address, to.address.port, ssl=context, server_hostname=name, limit=_PIECE
    )


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, outgoing: Outgoing
) -> WebhookReply:
    """Send a request, and return its reply; raises OSError, EOFError and ValueError."""
    import h11  # with the first webhook that is called

    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=LARGEST_REPLY)
    try:
        writer.write(_encode(connection, outgoing))
        return await _read_reply(connection, reader)
    except h11.ProtocolError as error:
        raise ValueError(str(error)) from None


def _encode(connection: "h11.Connection", outgoing: Outgoing) -> bytes:
    import h11

    head = h11.Request(
        method=outgoing.method, target=outgoing.target, headers=list(outgoing.headers)
    )
    events = (head, h11.Data(outgoing.body), h11.EndOfMessage())
    return b"".join(connection.send(event) or b"" for event in events)


async def _read_reply(connection: "h11.Connection", reader: asyncio.StreamReader) -> WebhookReply:
    """Read a reply to its end, or as much of it as is kept."""
    import h11

    head: h11.Response | None = None
    body = bytearray()
    while len(body) < LARGEST_REPLY:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_PIECE))
        elif isinstance(event, h11.Response):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            break
        elif isinstance(event, h11.ConnectionClosed):
            raise EOFError("it closed the connection without an answer")
    assert head is not None
    headers = Headers((_to_text(name), _to_text(value)) for name, value in head.headers.raw_items())
    return WebhookReply(head.status_code, headers, bytes(body[:LARGEST_REPLY]))


def _to_text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _explain(
    error: Exception, to: Destination, connected: bool, limits: ConnectionOverrides
) -> str:
    """Return why an attempt has failed, and what to do where the cause is known."""
    address = to.address.address
    if isinstance(error, TimeoutError):
        seconds = min(limits.total, limits.read if connected else limits.connect)
        return f"no answer of {address} within {seconds:g} seconds"
    if isinstance(error, ConnectionRefusedError):
        return f"nothing listens on {address}; start the application that receives webhooks"
    if isinstance(error, ssl.SSLError):
        return f"TLS with {address} failed: {error.reason or error}"
    if isinstance(error, OSError):
        return f"{address} cannot be called: {error.strerror or error}"
    return f"{address} did not answer in HTTP: {error}"
