"""Servers for tests: each in a folder of its own, each held to a clean end."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from tests.support.ringback import Server


class Start(Protocol):
    """Starts the product as a server; the end of the test stops it."""

    def __call__(
        self,
        *arguments: str | Path,
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> Server: ...


def starter(parent: Path, stack: ExitStack) -> Start:
    """Return what starts servers, to be stopped when the stack unwinds."""

    def start(
        *arguments: str | Path,
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> Server:
        folder = parent / f"server-{len(list(parent.glob('server-*')))}"
        folder.mkdir()
        server = Server([str(argument) for argument in arguments], folder, environment, prefix)
        stack.callback(end_cleanly, server)
        return server

    return start


def end_cleanly(server: Server) -> None:
    """Stop a server and hold it to its promise: status 0 and never a traceback."""
    finished = server.stop()
    assert "Traceback" not in finished.stderr, finished.stderr
    assert finished.status == 0, finished
