"""One connection of the control API: which of uvicorn's parsers reads it."""

import asyncio
import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from ringback_proxy.control.joined_writes import JoinedWrites

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

# In bytes.
_LONGEST_HEAD = 65_536
# In seconds, for the head of the first request.
_HEAD_TIMEOUT = 60.0

_REASONS = {
    408: f"the request did not arrive within {_HEAD_TIMEOUT:g} seconds; send it at once",
    431: f"the request's first line and headers are larger than {_LONGEST_HEAD} bytes; send fewer",
}

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
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first request."""
        self._transport = transport
        self._timer = asyncio.get_running_loop().call_later(_HEAD_TIMEOUT, self._refuse, 408)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Wait no longer."""
        self._stop_timer()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: int) -> None:
        """Refuse a head that is too long or too slow."""
        self._stop_timer()
        phrase = HTTPStatus(status).phrase
        document = {"message": f"ringback: {_REASONS[status]}", "status": status}
        body = json.dumps(document)
        self._transport.write(
            f"HTTP/1.1 {status} {phrase}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
        )
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Choose once the head is complete."""
        self._head += data
        end = self._head.find(b"\r\n\r\n")
        if end < 0:
            if len(self._head) > _LONGEST_HEAD:
                self._refuse(431)
            return
        self._stop_timer()
        protocol = self._make_protocol(upgrades=_UPGRADE.search(self._head, 0, end) is not None)
        self._transport.set_protocol(protocol)
        protocol.connection_made(cast("asyncio.Transport", JoinedWrites(self._transport)))
        protocol.data_received(self._head)

    def _make_protocol(self, *, upgrades: bool) -> asyncio.Protocol:
        from uvicorn.protocols.http.h11_impl import H11Protocol
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

        choice: Any = H11Protocol if upgrades else HttpToolsProtocol
        return cast("asyncio.Protocol", choice(self._config, self._state, {}))
