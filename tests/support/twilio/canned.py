"""A server on loopback that sends every connection the same bytes, and stores what it receives."""

import socket
import socketserver
from contextlib import suppress

from tests.support.http.threaded_server import ThreadedServer


class CannedServer(ThreadedServer["_Server"]):
    """The running server; a context manager. Without `response` it only counts connections."""

    def __init__(self, response: bytes = b"") -> None:
        self.response = response
        self.accepted = 0
        self.received: list[bytes] = []
        super().__init__(_Server(self))

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
