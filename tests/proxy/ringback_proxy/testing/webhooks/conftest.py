"""One proxy process for all tests of webhooks in tests."""

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
def fake(process: ProxyProcess) -> Iterator[Ringback]:
    """A session whose every request sends webhooks."""
    spec = SessionSpec(FakeSettings(webhooks="all"), title="a test")
    session = Ringback(process, f"webhooks-{next(_numbers)}", spec)
    yield session
    session.end(ended_well=True)
