from datetime import UTC, datetime

from ringback.state.shared_setting import SharedSetting
from ringback_proxy.sessions.clock import Clock


def test_the_clock_of_a_session_can_be_shared() -> None:
    clock = Clock(lambda: datetime(2026, 1, 1, tzinfo=UTC))

    assert isinstance(clock, SharedSetting)
    assert not isinstance(lambda: datetime.now(UTC), SharedSetting)
