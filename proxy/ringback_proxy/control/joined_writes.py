"""A transport that sends at once what is written in one turn of the event loop.

uvicorn writes the head of a reply and its body one after the other. They would be two packets, and
the client would wake up for each.
"""

import asyncio
from typing import Any


class JoinedWrites:
    """Passes everything but writes on to a transport at once."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self._pieces: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send data, with what else is written before the event loop goes on."""
        if not self._pieces:
            asyncio.get_running_loop().call_soon(self._send)
        self._pieces.append(data)

    def close(self) -> None:
        """Close the connection, once everything is sent."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._pieces:
            data = b"".join(self._pieces)
            self._pieces.clear()
            self._transport.write(data)
