import asyncio
import json
from datetime import UTC, datetime

import pytest

from ringback.modes.base import Answer, Forward, Source
from ringback.twilio.values.faults import Fault
from ringback_proxy.sessions.fault_rules import FaultRule, parse_rule
from ringback_proxy.sessions.modes.injected_faults import InjectedFaults
from tests.support.cassettes.exchanges import create, created, request
from tests.support.proxy.flows import CREATED, ScriptedMode

NOW = datetime(2026, 1, 31, tzinfo=UTC)
BUSY = Fault(429, 20429, "Too Many Requests")


@pytest.fixture
def faults() -> InjectedFaults:
    return InjectedFaults(ScriptedMode(), lambda: NOW)


def test_without_a_fault_the_inner_mode_decides(faults: InjectedFaults) -> None:
    assert faults.decide(create()) == CREATED


def test_a_fault_is_injected_as_often_as_asked_and_no_more(faults: InjectedFaults) -> None:
    faults.rules.append(FaultRule("twilio-20429", BUSY, 2))
    answers = [faults.decide(create()) for _ in range(3)]
    assert [isinstance(one, Answer) and one.response.status for one in answers] == [429, 429, 201]


def test_an_injected_fault_has_the_body_of_twilio_s(faults: InjectedFaults) -> None:
    faults.rules.append(FaultRule("twilio-20429", BUSY, 1))
    answer = faults.decide(create())
    assert isinstance(answer, Answer)
    assert answer.source is Source.FAKE
    assert json.loads(answer.response.body) == {
        "code": 20429,
        "message": "Too Many Requests",
        "more_info": "https://www.twilio.com/docs/errors/20429",
        "status": 429,
    }


def request_ids(seed: int | None) -> list[str | None]:
    faults = InjectedFaults(ScriptedMode(), lambda: NOW, seed)
    faults.rules.append(FaultRule("twilio-20429", BUSY, 2))
    answers = [faults.decide(create()) for _ in range(2)]
    return [
        one.response.headers.get("Twilio-Request-Id") for one in answers if isinstance(one, Answer)
    ]


def test_request_ids_repeat_only_with_a_seed() -> None:
    assert request_ids(7) == request_ids(7)
    assert request_ids(None) != request_ids(None)
    assert len(set(request_ids(7))) == 2


def test_a_live_response_is_passed_on_to_the_inner_mode() -> None:
    inner = ScriptedMode()
    asyncio.run(InjectedFaults(inner, lambda: NOW).on_response(create(), created(), Forward()))
    assert inner.responses == [(create(), created())]


def test_an_unused_fault_is_reported_at_the_end(faults: InjectedFaults) -> None:
    faults.rules.append(FaultRule("twilio-20429", BUSY, 1))
    assert asyncio.run(faults.finish(ended_well=True)) == ("unused faults: 1",)


def test_the_summary_is_the_inner_mode_s_if_every_fault_was_used(faults: InjectedFaults) -> None:
    assert asyncio.run(faults.finish(ended_well=True)) == ()


def statuses(faults: InjectedFaults, *methods: str) -> list[int]:
    found = [faults.decide(request(method)) for method in methods]
    return [one.response.status for one in found if isinstance(one, Answer)]


def test_rules_decide_by_method_and_count() -> None:
    faults = InjectedFaults(ScriptedMode(), lambda: NOW)
    faults.rules = [
        parse_rule({"name": "unavailable", "method": "GET", "after": 1, "times": 1}),
        parse_rule({"name": "too-many-requests", "method": "POST"}),
    ]
    assert statuses(faults, "GET", "POST", "GET", "GET", "POST") == [201, 429, 503, 201, 429]
    assert [rule.name for rule in faults.rules] == ["too-many-requests"]
    assert asyncio.run(faults.finish(ended_well=True)) == ()
