"""An HTTPS server on loopback that stands in for Twilio, and may misbehave."""

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

from tests.support.http.threaded_server import ThreadedServer
from tests.support.process.waiting import TIMEOUT
from tests.support.twilio.certificates import Authority, Certificate
from tests.support.twilio.conversations import Conversations, Reply, fault


class Behavior(Enum):
    """How the upstream behaves."""

    ORDINARY = "answers as Twilio does"
    GZIP = "compresses its answers"
    RATE_LIMITED = "answers 429"
    ECHO = "answers 400 and repeats the caller's credentials"
    DELAYED = "answers when the test releases it"
    TRUNCATED = "closes in the middle of the body"
    STALLED = "reads the request and never answers"
    RESET = "resets the connection"
    NOT_HTTP = "answers something that is not HTTP"
    TRUNCATED_HEAD = "closes in the middle of the headers"
    CLOSES = "answers, and closes the connection without announcing it"
    BOMB = "answers a body that decompresses to 200 MB"


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A request as it arrived."""

    method: str
    target: str
    headers: Message
    body: bytes

    @property
    def credentials(self) -> tuple[str, str]:
        """User name and password of Basic authentication; both "" if there are none."""
        scheme, _, value = self.headers.get("Authorization", "").partition(" ")
        user, _, password = base64.b64decode(value).decode().partition(":")
        return (user, password) if scheme.lower() == "basic" else ("", "")


@dataclass
class UpstreamState:
    """What a test sets and inspects while the server runs in its threads."""

    behaviors: list[Behavior] = field(default_factory=lambda: [Behavior.ORDINARY])
    conversations: Conversations = field(default_factory=Conversations)
    requests: list[ReceivedRequest] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def next_behavior(self) -> Behavior:
        """Return the behavior for the next request; the last one stays."""
        return self.behaviors.pop(0) if len(self.behaviors) > 1 else self.behaviors[0]


class Upstream(ThreadedServer["_Server"]):
    """The running server; a context manager."""

    def __init__(self, folder: Path, certificate: Certificate = Certificate.GOOD) -> None:
        self._authority = Authority(folder)
        self.ca = self._authority.path
        self.state = UpstreamState()
        super().__init__(_Server(self, self._authority.server_context(certificate)))

    def __exit__(self, *exception: object) -> None:
        self.state.released.set()
        super().__exit__(*exception)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def arguments(self) -> tuple[str, ...]:
        """The options that make Ringback forward to this server."""
        return ("--upstream", self.url, "--upstream-ca", str(self.ca))

    @property
    def requests(self) -> list[ReceivedRequest]:
        return self.state.requests

    @property
    def connections(self) -> int:
        """The number of TCP connections accepted so far."""
        return self._server.accepted

    def behave(self, *behaviors: Behavior) -> None:
        """Set the behaviors for the next requests, one each; the last one stays."""
        self.state.behaviors = list(behaviors)

    def present(self, certificate: Certificate) -> None:
        """Present another certificate from the next connection on."""
        self._server.context = self._authority.server_context(certificate)

    def wait_for_request(self) -> None:
        """Wait until a delayed request has arrived."""
        assert self.state.arrived.wait(TIMEOUT), "no request arrived"

    def release(self) -> None:
        """Answer the delayed requests."""
        self.state.released.set()

    def reset(self) -> None:
        """Restore the initial state."""
        self.state.released.set()
        self.state = UpstreamState()


_NO_ANSWER = (Behavior.STALLED, Behavior.RESET, Behavior.NOT_HTTP, Behavior.TRUNCATED_HEAD)


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
        # In the connection's own thread, so that a silent client does not delay others.
        request.settimeout(TIMEOUT)
        with self.context.wrap_socket(request, server_side=True) as connection:
            self._open.add(connection)
            try:
                super().finish_request(connection, client_address)
            finally:
                self._open.discard(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log nothing for clients that leave, or that do not trust the certificate."""

    def server_close(self) -> None:
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):  # the client was faster
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def answer(self) -> None:
        state = self.server.upstream.state
        received = ReceivedRequest(self.command, self.path, self.headers, self._read_body())
        state.requests.append(received)
        behavior = state.next_behavior()
        if behavior in (Behavior.DELAYED, Behavior.STALLED):
            state.arrived.set()
            state.released.wait()
        if behavior is Behavior.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if behavior is Behavior.NOT_HTTP:
            self.wfile.write(b"\x00\xffrubbish\r\n\r\n")
        if behavior is Behavior.TRUNCATED_HEAD:
            self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Type: appl")
        if behavior in _NO_ANSWER:
            self.close_connection = True
            return
        self._send(self._reply(state, received, behavior), behavior)

    do_GET = do_POST = do_DELETE = do_PUT = do_OPTIONS = do_HEAD = answer  # noqa: N815 - the name that http.server calls

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _reply(self, state: UpstreamState, received: ReceivedRequest, behavior: Behavior) -> Reply:
        if behavior is Behavior.RATE_LIMITED:
            return fault(429, 20429, "Too Many Requests")
        if behavior is Behavior.ECHO:
            asked = f"{received.target} {received.headers['Authorization']} {received.credentials}"
            return fault(400, 20001, f"Cannot make sense of {asked} {received.body.decode()}")
        return state.conversations.answer(
            received.method, received.target, received.credentials[0], received.body
        )

    def _send(self, reply: Reply, behavior: Behavior) -> None:
        body = b"" if reply.body is None else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        if behavior in (Behavior.GZIP, Behavior.BOMB):
            body = gzip.compress(body) if behavior is Behavior.GZIP else bomb()
            self.send_header("Content-Encoding", "gzip")
        if behavior is Behavior.ECHO:
            user, password = self.server.upstream.requests[-1].credentials
            self.send_header("Set-Cookie", f"session={user}:{password}; Secure")
        # The headers of this very host, observed in March 2026.
        self.send_header("Content-Type", "application/json;charset=utf-8")
        self.send_header("Twilio-Request-Id", f"RQ{len(self.server.upstream.requests):032x}")
        self.send_header("Twilio-Request-Duration", "0.059")
        self.send_header("X-API-Domain", "conversations.twilio.com")
        if reply.status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if behavior is Behavior.TRUNCATED:
            body, self.close_connection = body[: len(body) // 2], True
        if behavior is Behavior.CLOSES:
            self.close_connection = True
        self.wfile.write(b"" if self.command == "HEAD" else body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server calls
        """Log nothing."""
