"""What a raw socket sees of an answer: bytes, and how the connection ends."""

import base64
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.support.http import wire
from tests.support.http.wire import Address
from tests.support.process.ringback import ACCOUNT, TOKEN

HOST = "conversations.twilio.com"
Result = TypeVar("Result")

CLOSED, RESET, OPEN = "closed", "reset", "open"


@dataclass(frozen=True, slots=True)
class Seen:
    """What came over a connection: the bytes, and how the connection ended."""

    data: bytes
    end: str

    @property
    def body(self) -> bytes:
        return self.data.partition(b"\r\n\r\n")[2]

    @property
    def status(self) -> int:
        return int(self.data.split()[1])

    def header(self, name: str) -> str | None:
        lines = self.data.partition(b"\r\n\r\n")[0].decode().splitlines()[1:]
        fields = dict(line.lower().split(": ", 1) for line in lines)
        return fields.get(name)


class TlsSocket:
    """TLS by hand over a socket, so that a TCP reset is seen as one: Python's `ssl` hides it."""

    def __init__(self, below: socket.socket, ca: Path) -> None:
        self._below = below
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = ssl.create_default_context(cafile=ca)
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=HOST)
        self._run(self._tls.do_handshake)

    def _run(self, step: Callable[[], Result]) -> Result:
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                self._flush()
                data = self._below.recv(65536)
                self._incoming.write(data) if data else self._incoming.write_eof()
            else:
                self._flush()
                return result

    def _flush(self) -> None:
        if self._outgoing.pending:
            self._below.sendall(self._outgoing.read())

    def sendall(self, data: bytes) -> None:
        self._tls.write(data)
        self._flush()

    def recv(self, size: int) -> bytes:
        """Return what has come; empty at the end of TLS or of the connection."""
        try:
            return self._run(lambda: self._tls.read(size))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""


def post(path: str = "/v1/Conversations", method: str = "POST", body: bytes = b"") -> bytes:
    """Return the bytes of a request that ends its connection with nothing but its answer."""
    token = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {HOST}",
        f"Authorization: Basic {token}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def ask_through_tls(proxy: Address, ca: Path, sent: bytes) -> Seen:
    """Send a request through a tunnel."""
    with wire.tunnel(proxy, f"{HOST}:443") as below:
        return watch(below, TlsSocket(below, ca), sent)


def ask_base_url(address: Address, sent: bytes) -> Seen:
    """Send a request to the base URL."""
    with wire.dial(address) as connection:
        return watch(connection, connection, sent)


def watch(below: socket.socket, connection: socket.socket | TlsSocket, sent: bytes) -> Seen:
    """Send a request; read its answer, or whatever comes before the connection ends."""
    connection.sendall(sent)
    data = b""
    try:
        while not is_complete(data):
            piece = connection.recv(65536)
            if not piece:
                return Seen(data, CLOSED)
            data += piece
    except ConnectionResetError:
        return Seen(data, RESET)
    return Seen(data, OPEN)


def read_first_piece(connection: socket.socket | TlsSocket, sent: bytes) -> Seen:
    """Send a request; read its answer's head, and what comes of the body at first."""
    connection.sendall(sent)
    seen = Seen(b"", OPEN)
    while not seen.body:
        seen = Seen(seen.data + connection.recv(65536), OPEN)
    return seen


def is_complete(data: bytes) -> bool:
    """Return whether bytes are a whole answer with a length."""
    head, blank, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().splitlines() if b"content-len" in line]
    return bool(blank and lengths) and len(body) >= int(lengths[0])
