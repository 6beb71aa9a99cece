"""One proxy process for all tests of the test process's side."""

import itertools
from collections.abc import Iterator

import pytest

from ringback.settings.table import FakeSettings
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.fixture import Ringback
from ringback_proxy.testing.ipc.process import ProxyProcess
from ringback_proxy.testing.ipc.start import Start

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def process() -> Iterator[ProxyProcess]:
    process = ProxyProcess(Start())
    yield process
    process.close()


@pytest.fixture
def fake_settings() -> FakeSettings:
    """What a session fakes with: the same SIDs every time."""
    return FakeSettings(seed=7)


@pytest.fixture
def fake(process: ProxyProcess, fake_settings: FakeSettings) -> Iterator[Ringback]:
    """A session that fakes."""
    spec = SessionSpec(fake_settings, title="a test")
    session = Ringback(process, f"fake-{next(_numbers)}", spec)
    yield session
    session.end(ended_well=True)
