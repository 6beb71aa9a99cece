"""Servers for tests, each in its own folder, which have to stop cleanly."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from tests.support.process.ringback import Server


class Start(Protocol):
    """Starts the product as a server, which is stopped at the end of the test."""

    def __call__(
        self,
        *arguments: str | Path,
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> Server: ...


def make_starter(parent: Path, stack: ExitStack) -> Start:
    """Return a function that starts servers; the stack stops them when it unwinds."""

    def start(
        *arguments: str | Path,
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> Server:
        folder = parent / f"server-{len(list(parent.glob('server-*')))}"
        folder.mkdir()
        server = Server([str(argument) for argument in arguments], folder, environment, prefix)
        stack.callback(stop_cleanly, server)
        return server

    return start


def stop_cleanly(server: Server) -> None:
    """Stop a server and assert that it exits with 0 and without a traceback."""
    finished = server.stop()
    assert "Traceback" not in finished.stderr, finished.stderr
    assert finished.status == 0, finished
