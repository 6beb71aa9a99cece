"""Timers on a clock of the test's own."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from ringback_proxy.engine.front.http1.limits import IDLE_TIMEOUT, REQUEST_TIMEOUT, RequestTimer


class Timer:
    """A call that a `Loop` makes later."""

    def __init__(self, due: float, call: Callable[[], None]) -> None:
        self.due = due
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """A loop whose time passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.timers: list[Timer] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, call: Callable[..., None], *arguments: object) -> Timer:
        timer = Timer(self.now + delay, lambda: call(*arguments))
        self.timers.append(timer)
        return timer

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [timer for timer in self.timers if timer.due <= end]:
            first = min(due, key=lambda timer: timer.due)
            self.timers.remove(first)
            self.now = first.due
            if not first.cancelled:
                first.call()
        self.now = end


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    made = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: made)
    return made


SHORT = REQUEST_TIMEOUT - 1
LONG = REQUEST_TIMEOUT + 1


@pytest.mark.parametrize(
    ("calls", "late"),
    [
        pytest.param(("start_request", LONG), 1, id="never complete"),
        pytest.param(("start_request", SHORT, "start_request", 2), 1, id="in many pieces"),
        pytest.param(("start_request", SHORT, "end_request", LONG), 0, id="complete in time"),
        pytest.param(("start_request", "stop", LONG), 0, id="stopped"),
        pytest.param((LONG,), 0, id="no request"),
        # There is one timer, which may run out soon after a later request has begun.
        pytest.param(
            ("start_request", SHORT, "end_request", "start_request", SHORT, "end_request", LONG),
            0,
            id="each request has the whole time",
        ),
        pytest.param(
            ("start_request", SHORT, "end_request", "start_request", LONG), 1, id="the second one"
        ),
    ],
)
def test_a_request_has_to_be_complete_in_time(
    loop: Loop, calls: tuple[str | float, ...], late: int
) -> None:
    refused: list[None] = []
    timer = RequestTimer(lambda: refused.append(None))
    for call in calls:
        if isinstance(call, str):
            getattr(timer, call)()
        else:
            loop.wait(call)
    assert len(refused) == late
    assert len(loop.timers) <= 1


class Transport:
    closed = 0

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize(
    ("calls", "closed"),
    [
        pytest.param((IDLE_TIMEOUT,), 1, id="never used"),
        pytest.param((IDLE_TIMEOUT - 1, "note_activity", IDLE_TIMEOUT - 1), 0, id="used"),
        pytest.param((IDLE_TIMEOUT - 1, "note_activity", IDLE_TIMEOUT), 1, id="no longer used"),
        pytest.param(("stop", IDLE_TIMEOUT), 0, id="stopped"),
    ],
)
def test_a_connection_that_nobody_uses_is_closed(
    loop: Loop, calls: tuple[str | float, ...], closed: int
) -> None:
    transport: Any = Transport()
    timer = RequestTimer(lambda: None)
    timer.start_idle(transport)
    for call in calls:
        if isinstance(call, str):
            getattr(timer, call)()
        else:
            loop.wait(call)
    assert transport.closed == closed
