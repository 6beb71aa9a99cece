"""Sessions whose every request sends webhooks."""

import pytest

from ringback.settings.table import FakeSettings


@pytest.fixture
def fake_settings() -> FakeSettings:
    """What a session fakes with."""
    return FakeSettings(webhooks="all")
