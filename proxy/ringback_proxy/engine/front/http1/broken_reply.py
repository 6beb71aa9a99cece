"""Sends a reply as an injected fault wants it: broken off, piece by piece, or not at all."""

import asyncio
from collections.abc import Awaitable, Generator
from typing import Any

from ringback.modes.injection import Effect, Injection
from ringback_proxy.engine import broken_bodies, tcp_reset

_BLANK_LINE = b"\r\n\r\n"


def send(
    transport: Any, data: bytes, injection: Injection
) -> Generator[Awaitable[object], None, bool]:
    """Send what a fault leaves of a reply; return whether the connection ends with it."""
    match injection.effect:
        case Effect.RESET:
            tcp_reset.reset(transport)
        case Effect.MALFORMED:
            transport.write(broken_bodies.MALFORMED)
        case Effect.TRUNCATE:
            transport.write(_truncate(data))
        case Effect.DRIP:
            yield from _drip(transport, data, injection.seconds)
            return False
    return True


def _truncate(data: bytes) -> bytes:
    """Return a reply without the end of its body; without that of its head if it has no body."""
    head, blank, body = data.partition(_BLANK_LINE)
    return head + blank + broken_bodies.truncate(body) if body else broken_bodies.truncate(data)


def _drip(transport: Any, data: bytes, pause: float) -> Generator[Awaitable[object], None, None]:
    head, blank, body = data.partition(_BLANK_LINE)
    transport.write(head + blank)
    for number, piece in enumerate(broken_bodies.split(body)):
        if number:
            yield asyncio.sleep(pause)
        if transport.is_closing():
            return
        transport.write(piece)
