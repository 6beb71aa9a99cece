import asyncio
import json

import pytest

from ringback.modes.base import Answer, Forward, Source
from ringback.twilio.values.faults import Fault
from ringback_proxy.testing.proxy_side.injected_faults import InjectedFaults
from tests.support.exchanges import create, created
from tests.support.flows import CREATED, ScriptedMode

BUSY = Fault(429, 20429, "Too Many Requests")


@pytest.fixture
def faults() -> InjectedFaults:
    return InjectedFaults(ScriptedMode())


def test_without_a_plan_the_mode_behind_decides(faults: InjectedFaults) -> None:
    assert faults.decide(create()) == CREATED


def test_a_planned_fault_is_answered_so_often_and_no_more(faults: InjectedFaults) -> None:
    faults.plan(BUSY, 2)
    answers = [faults.decide(create()) for _ in range(3)]
    assert [isinstance(one, Answer) and one.response.status for one in answers] == [429, 429, 201]


def test_a_planned_fault_has_the_shape_of_twilio_s(faults: InjectedFaults) -> None:
    faults.plan(BUSY, 1)
    answer = faults.decide(create())
    assert isinstance(answer, Answer)
    assert answer.source is Source.FAKE
    assert json.loads(answer.response.body) == {
        "code": 20429,
        "message": "Too Many Requests",
        "more_info": "https://www.twilio.com/docs/errors/20429",
        "status": 429,
    }


def test_what_was_answered_live_is_learnt_by_the_mode_behind() -> None:
    inner = ScriptedMode()
    asyncio.run(InjectedFaults(inner).on_response(create(), created(), Forward()))
    assert inner.responses == [(create(), created())]


def test_a_fault_that_nobody_met_is_told_at_the_end(faults: InjectedFaults) -> None:
    faults.plan(BUSY, 1)
    assert asyncio.run(faults.finish(ended_well=True)) == ("1 planned by fail_next were never met",)


def test_the_end_is_the_mode_s_where_all_was_met(faults: InjectedFaults) -> None:
    assert asyncio.run(faults.finish(ended_well=True)) == ()
