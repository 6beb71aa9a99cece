"""One address that the front listens on."""

import asyncio
import socket
from typing import Any

from ringback_proxy.engine.front.endpoint import Endpoint
from ringback_proxy.engine.front.first_bytes import FirstBytes


class FrontListener:
    """Listens on one port for the connections of an endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._servers: list[asyncio.Server] = []

    async def start(self, host: str, port: int) -> None:
        """Listen; port 0 stands for any free port, the same one for every address family.

        Raises OSError, OverflowError or ValueError if the address cannot be used.
        """
        loop = asyncio.get_running_loop()
        if port == 0 and not host:
            port = _find_free_port()
        self._servers.append(
            await loop.create_server(lambda: FirstBytes(self.endpoint), host or None, port)
        )

    @property
    def listen_addrs(self) -> tuple[Any, ...]:
        """The socket addresses, one for each address family."""
        return tuple(each.getsockname() for server in self._servers for each in server.sockets)

    async def stop(self) -> None:
        """Stop listening; open connections are kept."""
        while self._servers:
            self._servers.pop().close()


def _find_free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])
