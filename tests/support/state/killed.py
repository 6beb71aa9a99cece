"""A proxy with a state that is killed in the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.process.ringback import Server


@contextmanager
def killed(state: Path | str, folder: Path, *options: str) -> Iterator[Server]:
    """Yield a server that is killed in the end."""
    folder.mkdir()
    arguments = ("fake", "--base-url-port", "0", "--state", str(state), *options)
    server = Server(arguments, folder)
    try:
        yield server
    finally:
        server.process.kill()
        server.process.wait()
