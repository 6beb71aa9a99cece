"""The receiver that a test has of its own: a web server that keeps what it gets.

It serves in threads of the test process, from its first use to the end of the test.
"""

import json
from collections import deque
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, cast

from ringback.http.messages import Headers
from ringback_proxy.testing.webhooks.received import ReceivedWebhook

PATH = "/webhooks"
# In bytes; no webhook is larger.
_LARGEST = 1_048_576
# Seconds that a connection may be idle: nobody else's holds up the end of a test.
_TIMEOUT = 10


class Receiver:
    """What the webhooks of a test are answered, and those that have arrived."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._received: list[ReceivedWebhook] = []
        self._failures: deque[int] = deque()
        self._replies: dict[str | None, tuple[int, bytes]] = {}
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """The URL to register; the receiver serves from now on."""
        with self._lock:
            if self._server is None:
                self._server = _Server(self)
                serve = self._server.serve_forever
                Thread(target=serve, args=(0.05,), name="ringback-receiver", daemon=True).start()
            return f"http://127.0.0.1:{self._server.server_address[1]}{PATH}"

    @property
    def received(self) -> tuple[ReceivedWebhook, ...]:
        """What has arrived, in order."""
        with self._lock:
            return tuple(self._received)

    def fail_next(self, status: int, times: int) -> None:
        """Answer the next requests with a status."""
        with self._lock:
            self._failures.extend([status] * times)

    def reply_with(self, event: str | None, status: int, document: Mapping[str, Any]) -> None:
        """Answer requests of an event, or of every one, with a status and JSON from now on."""
        body = json.dumps(document).encode()
        with self._lock:
            if event is None:
                self._replies.clear()
            self._replies[event] = status, body

    def answer(self, method: str, path: str, headers: Headers, body: bytes) -> tuple[int, bytes]:
        """Keep a request; return the status and the body of its answer."""
        with self._lock:
            event = ReceivedWebhook(method, path, headers, body).event
            default = self._replies.get(None, (200, b""))
            status, reply = self._replies.get(event, default)
            if self._failures:
                status, reply = self._failures.popleft(), b""
            self._received.append(ReceivedWebhook(method, path, headers, body, status))
            return status, reply

    def close(self) -> None:
        """Stop to serve."""
        with self._lock:
            server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a connection that is open must not hold up the end of a test

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    timeout = _TIMEOUT

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, _LARGEST))
        receiver = cast("_Server", self.server).receiver
        headers = Headers(self.headers.items())
        status, reply = receiver.answer(self.command, self.path, headers, body)
        self.send_response(status)
        if reply:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *arguments: object) -> None:
        """Print nothing: the test's output is its own."""
