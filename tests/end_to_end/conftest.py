"""The product and what stands around it, for tests that see it from outside only."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from support.understudy import Server
from support.upstream import Upstream


@pytest.fixture(scope="session")
def upstream_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    with Upstream(tmp_path_factory.mktemp("upstream")) as upstream:
        yield upstream


@pytest.fixture
def upstream(upstream_server: Upstream) -> Iterator[Upstream]:
    """What stands in for Twilio, as new for each test."""
    yield upstream_server
    upstream_server.reset()


class Start(Protocol):
    """Starts the product as a server; the test's end stops it."""

    def __call__(
        self,
        *arguments: str | Path,
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> Server: ...


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:
        yield starter(tmp_path, stack)


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A fake with a base URL, shared by a file's tests."""
    with ExitStack() as stack:
        yield starter(tmp_path_factory.mktemp("fake"), stack)("fake", "--base-url-port", "0")


def starter(parent: Path, stack: ExitStack) -> Start:
    """Give what starts servers in folders of their own and expects a clean end of each."""

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
