"""One proxy process for all tests of the test process's side."""

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
    """A session that fakes, with the same SIDs every time."""
    session = Ringback(
        process, request.node.name, SessionSpec(FakeSettings(seed=7), title="a test")
    )
    yield session
    session.end(ended_well=True)
