"""A server of `socketserver` that runs in a thread while a `with` block does."""

import threading
from socketserver import TCPServer
from typing import Generic, Self, TypeVar

Server = TypeVar("Server", bound=TCPServer)


class ThreadedServer(Generic[Server]):
    """The base of servers for tests; a context manager."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])
