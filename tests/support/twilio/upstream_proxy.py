"""An upstream proxy on loopback that connects every host to one server."""

import base64
import contextlib
import socket
import threading
from dataclasses import dataclass, field
from selectors import EVENT_READ, DefaultSelector

from tests.support.http.wire import Address
from tests.support.process.waiting import TIMEOUT


@dataclass
class UpstreamProxy:
    """The running proxy; a context manager. `requests` has the first line of each request."""

    server: Address
    credentials: str | None = None
    requests: list[str] = field(default_factory=list)

    def __enter__(self) -> "UpstreamProxy":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept)
        self._served: list[threading.Thread] = []
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # shutdown, not close: only that wakes up the thread in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        for thread in self._served:
            thread.join()

    @property
    def address(self) -> Address:
        host, port = self._listener.getsockname()
        return (host, port)

    @property
    def url(self) -> str:
        user = f"{self.credentials}@" if self.credentials else ""
        return f"http://{user}127.0.0.1:{self.address[1]}"

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,))
            self._served.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(TIMEOUT)
        with client, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                received = client.recv(65536)
                if not received:
                    return
                head += received
            self.requests.append(head.partition(b"\r\n")[0].decode())
            if not self._is_authorized(head):
                client.sendall(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
                )
                return
            with socket.create_connection(self.server, TIMEOUT) as server:
                if head.startswith(b"CONNECT "):
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    server.sendall(head)
                _relay(client, server)

    def _is_authorized(self, head: bytes) -> bool:
        if self.credentials is None:
            return True
        value = base64.b64encode(self.credentials.encode())
        return b"proxy-authorization: basic " + value.lower() in head.lower()


def _relay(client: socket.socket, server: socket.socket) -> None:
    """Forward bytes both ways until one side closes."""
    with DefaultSelector() as selector:
        selector.register(client, EVENT_READ, server)
        selector.register(server, EVENT_READ, client)
        while True:
            for key, _ in selector.select():
                assert isinstance(key.fileobj, socket.socket)
                received = key.fileobj.recv(65536)
                if not received:
                    return
                key.data.sendall(received)
