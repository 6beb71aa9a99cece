"""A real HTTPS server on loopback that stands in for Twilio, well behaved or not."""

import base64
import contextlib
import functools
import gzip
import json
import socket
import ssl
import struct
import threading
from dataclasses import dataclass, field
from email.message import Message
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.support.certificates import Authority, Certificate
from tests.support.conversations import Conversations, Reply, fault
from tests.support.waiting import TIMEOUT


class Manner(Enum):
    """How the upstream behaves."""

    ORDINARY = "answers as Twilio does"
    GZIP = "compresses its answers"
    RATE_LIMITED = "answers 429"
    ECHO = "answers 400 and repeats the caller's credentials"
    HELD = "answers when the test lets it"
    HALF = "closes in the middle of the body"
    STALLED = "reads the request and never answers"
    RESET = "resets the connection"
    RUBBISH = "answers what is no HTTP"
    HALF_HEAD = "closes in the middle of the headers"
    HANGS_UP = "answers, and closes the connection without having said so"
    BOMB = "answers what unfolds to 200 MB"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it came in over the wire."""

    method: str
    target: str
    headers: Message
    body: bytes

    @property
    def credentials(self) -> tuple[str, str]:
        """User name and password of Basic authentication; two times "" where there are none."""
        scheme, _, value = self.headers.get("Authorization", "").partition(" ")
        user, _, password = base64.b64decode(value).decode().partition(":")
        return (user, password) if scheme.lower() == "basic" else ("", "")


@dataclass
class Controller:
    """What a test sets and looks at while the server runs in its threads."""

    manners: list[Manner] = field(default_factory=lambda: [Manner.ORDINARY])
    conversations: Conversations = field(default_factory=Conversations)
    seen: list[Seen] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def next_manner(self) -> Manner:
        """Return how the next request is treated; the last manner stays."""
        return self.manners.pop(0) if len(self.manners) > 1 else self.manners[0]


class Upstream:
    """The running server; a context manager."""

    def __init__(self, folder: Path, certificate: Certificate = Certificate.GOOD) -> None:
        self._authority = Authority(folder)
        self.ca = self._authority.path
        self.stage = Controller()
        self._server = _Server(self, self._authority.server_context(certificate))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> "Upstream":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stage.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def arguments(self) -> tuple[str, ...]:
        """The options that make Ringback forward to this server."""
        return ("--upstream", self.url, "--upstream-ca", str(self.ca))

    @property
    def seen(self) -> list[Seen]:
        return self.stage.seen

    @property
    def connections(self) -> int:
        """How many TCP connections were ever accepted."""
        return self._server.accepted

    def behave(self, *manners: Manner) -> None:
        """Behave like this to the next requests, one by one, and like the last from then on."""
        self.stage.manners = list(manners)

    def show(self, certificate: Certificate) -> None:
        """Show another certificate from the next connection on."""
        self._server.context = self._authority.server_context(certificate)

    def wait_until_held(self) -> None:
        """Wait for a request to arrive and be held."""
        assert self.stage.arrived.wait(TIMEOUT), "no request came"

    def release(self) -> None:
        """Let held requests be answered."""
        self.stage.released.set()

    def reset(self) -> None:
        """Be as new."""
        self.stage.released.set()
        self.stage = Controller()


_NO_ANSWER = (Manner.STALLED, Manner.RESET, Manner.RUBBISH, Manner.HALF_HEAD)


@functools.cache
def bomb() -> bytes:
    """Return a body that unfolds to 200 MB of zeros."""
    return gzip.compress(bytes(200_000_000), 1)


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, upstream: Upstream, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = upstream
        self.accepted = 0
        self.context = context
        self._open: set[socket.socket] = set()

    def finish_request(self, request: Any, client_address: Any) -> None:
        self.accepted += 1
        # In the connection's own thread: a client that says nothing holds up nobody.
        request.settimeout(TIMEOUT)
        with self.context.wrap_socket(request, server_side=True) as connection:
            self._open.add(connection)
            try:
                super().finish_request(connection, client_address)
            finally:
                self._open.discard(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that leave, or that do not trust the certificate."""

    def server_close(self) -> None:
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):  # the client was faster
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def answer(self) -> None:
        stage = self.server.upstream.stage
        seen = Seen(self.command, self.path, self.headers, self._read_body())
        stage.seen.append(seen)
        manner = stage.next_manner()
        if manner in (Manner.HELD, Manner.STALLED):
            stage.arrived.set()
            stage.released.wait()
        if manner is Manner.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if manner is Manner.RUBBISH:
            self.wfile.write(b"\x00\xffrubbish\r\n\r\n")
        if manner is Manner.HALF_HEAD:
            self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Type: appl")
        if manner in _NO_ANSWER:
            self.close_connection = True
            return
        self._send(self._reply(stage, seen, manner), manner)

    do_GET = do_POST = do_DELETE = do_PUT = do_OPTIONS = do_HEAD = answer  # noqa: N815

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _reply(self, stage: Controller, seen: Seen, manner: Manner) -> Reply:
        if manner is Manner.RATE_LIMITED:
            return fault(429, 20429, "Too Many Requests")
        if manner is Manner.ECHO:
            asked = f"{seen.target} {seen.headers['Authorization']} {seen.credentials}"
            return fault(400, 20001, f"Cannot make sense of {asked} {seen.body.decode()}")
        return stage.conversations.answer(seen.method, seen.target, seen.credentials[0], seen.body)

    def _send(self, reply: Reply, manner: Manner) -> None:
        body = b"" if reply.body is None else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        if manner in (Manner.GZIP, Manner.BOMB):
            body = gzip.compress(body) if manner is Manner.GZIP else bomb()
            self.send_header("Content-Encoding", "gzip")
        if manner is Manner.ECHO:
            user, password = self.server.upstream.seen[-1].credentials
            self.send_header("Set-Cookie", f"session={user}:{password}; Secure")
        # The headers of this very host, observed in March 2026.
        self.send_header("Content-Type", "application/json;charset=utf-8")
        self.send_header("Twilio-Request-Id", f"RQ{len(self.server.upstream.seen):032x}")
        self.send_header("Twilio-Request-Duration", "0.059")
        self.send_header("X-API-Domain", "conversations.twilio.com")
        if reply.status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if manner is Manner.HALF:
            body, self.close_connection = body[: len(body) // 2], True
        if manner is Manner.HANGS_UP:
            self.close_connection = True
        self.wfile.write(b"" if self.command == "HEAD" else body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the tests' output clean."""
