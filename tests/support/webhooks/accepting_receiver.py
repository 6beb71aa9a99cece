"""A receiver that accepts every webhook, for proxies that are processes of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

from tests.support.process.waiting import wait_for


class Received:
    """Webhooks that have arrived."""

    def __init__(self) -> None:
        self.port = 0
        self.bodies: list[dict[str, list[str]]] = []
        self.tokens: list[str] = []

    @property
    def url(self) -> str:
        """The URL of a target."""
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def events(self) -> list[str]:
        """The names of the events, in order."""
        return [body["EventType"][0] for body in self.bodies]

    def wait_for(self, event: str) -> list[str]:
        """Return the events once one has arrived."""
        return wait_for(
            lambda: self.events if event in self.events else None, lambda: str(self.events)
        )


@contextmanager
def accepting_receiver() -> Iterator[Received]:
    """Yield what arrives at a receiver that accepts everything."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.bodies.append(parse_qs(body.decode()))
            received.tokens.append(self.headers["I-Twilio-Idempotency-Token"])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        received.port = server.server_address[1]
        Thread(target=server.serve_forever, daemon=True).start()
        yield received
        server.shutdown()
