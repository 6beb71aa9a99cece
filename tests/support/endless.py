"""A guard for work that would not end if it grew faster than its input."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# In seconds of processor time. Linear work on the inputs of these tests takes a second or less, so
# that no slow machine comes near; quadratic work takes ten minutes.
LIMIT = 120


@contextmanager
def guard_against_endless_work() -> Iterator[None]:
    """Fail instead of running on for hours; how long the work takes is not asserted."""

    def fail(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"the work had not ended after {LIMIT} seconds of processor time")

    before = signal.signal(signal.SIGPROF, fail)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
