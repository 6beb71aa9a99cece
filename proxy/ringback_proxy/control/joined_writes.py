"""A transport that sends the head of a reply with its body.

uvicorn writes one after the other. They would be two packets, and the client would wake up for
each.
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
        """Send every second piece with the one before, at the latest when the event loop goes on.

        The client then goes on while the framework ends its own work.
        """
        self._pieces.append(data)
        if len(self._pieces) == 1:
            asyncio.get_running_loop().call_soon(self._send)
        else:
            self._send()

    def close(self) -> None:
        """Close the connection, once everything is sent."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._pieces:
            data = b"".join(self._pieces)
            self._pieces.clear()
            self._transport.write(data)
