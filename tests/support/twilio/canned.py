"""A server on loopback that sends every connection the same bytes, and stores what it receives."""

import socket
import socketserver
import threading
from contextlib import suppress


class CannedServer:
    """The running server; a context manager. Without `response` it only counts connections."""

    def __init__(self, response: bytes = b"") -> None:
        self.response = response
        self.accepted = 0
        self.received: list[bytes] = []
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> "CannedServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Server(socketserver.TCPServer):
    def __init__(self, canned: CannedServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.canned = canned


class _Handler(socketserver.BaseRequestHandler):
    request: socket.socket
    server: _Server

    def handle(self) -> None:
        self.server.canned.accepted += 1
        self.request.settimeout(1)
        with suppress(OSError):
            self.server.canned.received.append(self.request.recv(65536))
            self.request.sendall(self.server.canned.response)
