"""One connection of the control API: which of uvicorn's parsers reads it."""

import asyncio
import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

# In bytes.
_LONGEST_HEAD = 65_536
_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n"

_UPGRADE = re.compile(rb"\r\nupgrade[ \t]*:", re.IGNORECASE)


class ControlConnection(asyncio.Protocol):
    """Reads the head of the first request, and leaves the connection to uvicorn.

    httptools takes half the time of h11, but drops the body of a request with an `Upgrade` header.
    Java's client sends one with each request, to offer HTTP/2.
    """

    def __init__(self, config: "Config", state: "ServerState") -> None:
        self._config = config
        self._state = state
        self._head = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first request."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Choose once the head is complete."""
        self._head += data
        end = self._head.find(b"\r\n\r\n")
        if end < 0:
            if len(self._head) > _LONGEST_HEAD:
                self._transport.write(_TOO_LONG)
                self._transport.close()
            return
        protocol = self._make_protocol(upgrades=_UPGRADE.search(self._head, 0, end) is not None)
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        protocol.data_received(self._head)

    def _make_protocol(self, *, upgrades: bool) -> asyncio.Protocol:
        from uvicorn.protocols.http.h11_impl import H11Protocol
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

        choice: Any = H11Protocol if upgrades else HttpToolsProtocol
        return cast("asyncio.Protocol", choice(self._config, self._state, {}))
