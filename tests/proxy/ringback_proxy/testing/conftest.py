"""One proxy in a process of its own, for the tests of what a test holds of it."""

from collections.abc import Iterator

import pytest

from ringback.settings.table import FakeSettings
from ringback_proxy.testing.fixture import Ringback
from ringback_proxy.testing.ipc.messages import SessionSpec, Start
from ringback_proxy.testing.ipc.process import ProxyProcess


@pytest.fixture(scope="session")
def process() -> Iterator[ProxyProcess]:
    process = ProxyProcess(Start())
    yield process
    process.close()


@pytest.fixture
def fake(process: ProxyProcess, request: pytest.FixtureRequest) -> Iterator[Ringback]:
    """An act that fakes, with the same SIDs every time."""
    session = Ringback(
        process, request.node.name, SessionSpec(FakeSettings(seed=7), title="a test")
    )
    yield session
    session.end(ended_well=True)
