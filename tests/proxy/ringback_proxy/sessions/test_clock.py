from datetime import UTC, datetime, timedelta

from ringback_proxy.sessions.clock import Clock

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_clock_runs_with_the_system() -> None:
    times = iter((NOON, NOON + HOUR))
    clock = Clock(lambda: next(times))
    assert (clock(), clock()) == (NOON, NOON + HOUR)


def test_a_running_clock_can_be_advanced() -> None:
    clock = Clock(lambda: NOON)
    clock.advance(HOUR)
    clock.advance(HOUR)
    assert clock() == NOON + 2 * HOUR


def test_a_stopped_clock_does_not_run() -> None:
    clock = Clock(lambda: NOON)
    clock.stop_at(NOON - HOUR)
    assert clock() == NOON - HOUR


def test_a_stopped_clock_can_be_advanced() -> None:
    clock = Clock(lambda: NOON, stopped=NOON)
    clock.advance(HOUR)
    assert clock() == NOON + HOUR


def test_a_clock_can_be_stopped_and_run_on() -> None:
    times = iter([NOON, NOON + timedelta(hours=3), NOON + timedelta(hours=4)])
    clock = Clock(lambda: next(times))
    clock.stop()
    assert clock.is_stopped
    assert clock() == NOON
    clock.run()
    assert not clock.is_stopped
    assert clock() == NOON + timedelta(hours=1)
