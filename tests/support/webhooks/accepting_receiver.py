"""A receiver that accepts every webhook, for proxies that are processes of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from tests.support.http.threaded_server import ThreadedServer
from tests.support.process.waiting import wait_for


class Received:
    """Webhooks that have arrived."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: list[dict[str, list[str]]] = []
        self.tokens: list[str] = []

    def add(self, token: str, form: dict[str, list[str]]) -> None:
        """Note a webhook."""
        self.bodies.append(form)
        self.tokens.append(token)

    @property
    def events(self) -> list[str]:
        """The names of the events, in order."""
        return [body["EventType"][0] for body in self.bodies]

    def wait_for(self, event: str) -> list[str]:
        """Return the events once one has arrived."""
        return wait_for(
            lambda: self.events if event in self.events else None, lambda: str(self.events)
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1_000


@contextmanager
def accept_webhooks(add: Callable[[str, dict[str, list[str]]], None]) -> Iterator[str]:
    """Accept everything; call `add` with the token and the form of each webhook. Yield the URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            add(self.headers["I-Twilio-Idempotency-Token"], parse_qs(body.decode()))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadedServer(_Server(("127.0.0.1", 0), Handler)) as server:
        yield f"http://127.0.0.1:{server.port}/hook"


@contextmanager
def accepting_receiver() -> Iterator[Received]:
    """Yield what arrives at a receiver that accepts everything."""
    received = Received()
    with accept_webhooks(received.add) as received.url:
        yield received
