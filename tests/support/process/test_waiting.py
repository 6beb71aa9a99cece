import asyncio

import pytest

from tests.support.process import waiting
from tests.support.process.waiting import until, wait_for


def test_it_probes_until_something_is_found() -> None:
    answers = iter([None, None, "there"])

    assert wait_for(lambda: next(answers), lambda: "") == "there"


def test_a_time_out_fails_with_an_explanation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "TIMEOUT", 0.0)

    with pytest.raises(AssertionError, match="it did not happen: no request"):
        wait_for(lambda: None, lambda: "no request")


def test_the_event_loop_runs_until_something_holds() -> None:
    async def wait() -> None:
        happened = asyncio.Event()
        asyncio.get_running_loop().call_soon(happened.set)
        await until(happened.is_set)

    asyncio.run(wait())


def test_what_never_holds_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "TIMEOUT", 0.0)

    with pytest.raises(TimeoutError):
        asyncio.run(until(lambda: False))
