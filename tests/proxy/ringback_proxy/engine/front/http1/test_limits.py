import asyncio
from typing import Any

import pytest

from ringback_proxy.engine.front.http1 import limits
from ringback_proxy.engine.front.http1.limits import RequestTimer


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUEST_TIMEOUT", 0.05)
    monkeypatch.setattr(limits, "IDLE_TIMEOUT", 0.05)


def time_requests(*calls: str, wait: float = 0.12) -> int:
    """Call methods of a timer in turn, a moment apart; return how often it said "too late"."""
    late: list[None] = []

    async def run() -> None:
        timer = RequestTimer(lambda: late.append(None))
        for call in calls:
            if call == "wait":
                await asyncio.sleep(0.04)
            else:
                getattr(timer, call)()
        await asyncio.sleep(wait)

    asyncio.run(run())
    return len(late)


@pytest.mark.parametrize(
    ("calls", "late"),
    [
        pytest.param(("start_request",), 1, id="never complete"),
        pytest.param(("start_request", "start_request"), 1, id="in many pieces"),
        pytest.param(("start_request", "wait", "end_request"), 0, id="complete in time"),
        pytest.param(("start_request", "stop"), 0, id="stopped"),
        pytest.param((), 0, id="no request"),
    ],
)
def test_a_request_has_to_be_complete_in_time(calls: tuple[str, ...], late: int) -> None:
    assert time_requests(*calls) == late


def test_each_request_has_the_whole_time() -> None:
    """There is one timer, which may run out soon after a later request has begun."""
    calls = ("start_request", "wait", "end_request", "start_request", "wait", "end_request")
    assert time_requests(*calls) == 0
    assert time_requests("start_request", "wait", "end_request", "start_request") == 1


class Transport:
    closed = 0

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize(
    ("active", "stopped", "closed"),
    [(False, False, 1), (True, False, 0), (False, True, 0)],
    ids=["idle", "used", "stopped"],
)
def test_a_connection_that_nobody_uses_is_closed(active: bool, stopped: bool, closed: int) -> None:
    transport: Any = Transport()

    async def run() -> None:
        timer = RequestTimer(lambda: None)
        timer.start_idle(transport)
        await asyncio.sleep(0.03)
        if active:
            timer.note_activity()
        if stopped:
            timer.stop()
        await asyncio.sleep(0.035)

    asyncio.run(run())
    assert transport.closed == closed
