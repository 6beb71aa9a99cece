"""Fixtures for tests that use the product from outside only."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.cassettes.recording import Recording, start_recording
from tests.support.process.ringback import Server
from tests.support.process.starting import Start, make_starter
from tests.support.twilio.upstream import Upstream


@pytest.fixture(scope="session")
def upstream_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    with Upstream(tmp_path_factory.mktemp("upstream")) as upstream:
        yield upstream


@pytest.fixture
def upstream(upstream_server: Upstream) -> Iterator[Upstream]:
    """The stand-in for Twilio, reset for each test."""
    upstream_server.reset()
    yield upstream_server
    upstream_server.reset()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:
        yield make_starter(tmp_path, stack)


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A fake with a base URL, shared by the tests of a file."""
    with ExitStack() as stack:
        yield make_starter(tmp_path_factory.mktemp("fake"), stack)("fake", "--base-url-port", "0")


@pytest.fixture(scope="module")
def recording_server(
    tmp_path_factory: pytest.TempPathFactory, upstream_server: Upstream
) -> Iterator[Recording]:
    """A server that records, shared by the tests of a file."""
    folder = tmp_path_factory.mktemp("recorder")
    with ExitStack() as stack:
        yield start_recording(make_starter(folder, stack), folder, *upstream_server.arguments)


@pytest.fixture
def recording(recording_server: Recording, upstream: Upstream) -> Recording:
    """The shared server that records, and its interactions of this test."""
    return Recording(recording_server.server, recording_server.cassette)
