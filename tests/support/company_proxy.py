"""A company's proxy on loopback: it resolves every name itself, and leads all to one server."""

import base64
import contextlib
import socket
import threading
from dataclasses import dataclass, field
from selectors import EVENT_READ, DefaultSelector

from tests.support.waiting import TIMEOUT
from tests.support.wire import Address


@dataclass
class UpstreamProxy:
    """The running proxy; a context manager. `asked` has the first line of each request."""

    leads_to: Address
    credentials: str | None = None
    asked: list[str] = field(default_factory=list)

    def __enter__(self) -> "UpstreamProxy":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept)
        self._served: list[threading.Thread] = []
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # shutdown, not close: only that wakes up who waits in accept.
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
            self.asked.append(head.partition(b"\r\n")[0].decode())
            if not self._may(head):
                client.sendall(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")
                return
            with socket.create_connection(self.leads_to, TIMEOUT) as server:
                if head.startswith(b"CONNECT "):
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    server.sendall(head)
                _relay(client, server)

    def _may(self, head: bytes) -> bool:
        if self.credentials is None:
            return True
        value = base64.b64encode(self.credentials.encode())
        return b"proxy-authorization: basic " + value.lower() in head.lower()


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Hand on what either says until one of them has finished."""
    with DefaultSelector() as selector:
        selector.register(one, EVENT_READ, other)
        selector.register(other, EVENT_READ, one)
        while True:
            for key, _ in selector.select():
                assert isinstance(key.fileobj, socket.socket)
                received = key.fileobj.recv(65536)
                if not received:
                    return
                key.data.sendall(received)
