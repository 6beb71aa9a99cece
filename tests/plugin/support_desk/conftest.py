"""A fixture that runs the service."""

import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from support_desk import application  # type: ignore[import-not-found]


class Quiet(WSGIRequestHandler):
    """A handler that logs nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server calls
        """Do nothing."""


@pytest.fixture(scope="session")
def service() -> Iterator[str]:
    """Yield the service's URL; it starts before the first test, and outlives all of them."""
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
