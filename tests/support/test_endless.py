import signal

import pytest

from tests.support import endless
from tests.support.endless import guard_against_endless_work


def run_on() -> None:
    while True:
        pass


def test_work_without_end_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endless, "LIMIT", 0.01)

    with pytest.raises(AssertionError, match="had not ended"), guard_against_endless_work():
        run_on()


def test_what_ends_is_left_alone() -> None:
    before = signal.getsignal(signal.SIGPROF)

    with guard_against_endless_work():
        pass

    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    assert signal.getsignal(signal.SIGPROF) is before
