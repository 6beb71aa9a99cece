from datetime import UTC

from ringback.clock import system_clock


def test_the_systems_clock_is_in_utc() -> None:
    assert system_clock().tzinfo is UTC
