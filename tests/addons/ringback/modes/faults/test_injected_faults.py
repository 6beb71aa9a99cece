import asyncio
import json
from datetime import UTC, datetime

import pytest

from ringback.errors import UsageError
from ringback.http.messages import Request
from ringback.modes.faults.injected_faults import InjectedFaults
from ringback.modes.injection import Effect, Injection
from ringback.modes.outcomes import Answer, Decision, Forward, Miss, Outcome, Source
from ringback.settings.fault_spec import parse_fault
from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply
from tests.support.cassettes.exchanges import ACCOUNT, create, created, request
from tests.support.proxy.flows import CREATED, ScriptedMode

NOW = datetime(2026, 1, 31, tzinfo=UTC)
BUSY_ONCE = parse_fault("twilio-20429,times=1")
BUSY_TWICE = parse_fault("twilio-20429,times=2")


@pytest.fixture
def faults() -> InjectedFaults:
    return InjectedFaults(ScriptedMode(), lambda: NOW)


def test_without_a_fault_the_inner_mode_decides(faults: InjectedFaults) -> None:
    assert faults.decide(create()) == CREATED


def test_a_fault_is_injected_as_often_as_asked_and_no_more(faults: InjectedFaults) -> None:
    faults.add(BUSY_TWICE)
    answers = [faults.decide(create()) for _ in range(3)]
    assert [isinstance(one, Answer) and one.response.status for one in answers] == [429, 429, 201]


def test_an_injected_fault_has_the_body_of_twilio_s(faults: InjectedFaults) -> None:
    faults.add(BUSY_ONCE)
    answer = faults.decide(create())
    assert isinstance(answer, Answer)
    assert answer.source is Source.FAULT
    assert answer.injection == Injection("twilio-20429")
    assert json.loads(answer.response.body) == {
        "code": 20429,
        "message": "Too Many Requests",
        "more_info": "https://www.twilio.com/docs/errors/20429",
        "status": 429,
    }


def request_ids(seed: int | None) -> list[str | None]:
    faults = InjectedFaults(ScriptedMode(), lambda: NOW, seed)
    faults.add(BUSY_TWICE)
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
    faults.add(BUSY_ONCE)
    assert asyncio.run(faults.finish(ended_well=True)) == (
        "fault twilio-20429,times=1: 0 hits",
        "unused faults: 1",
    )


def test_the_summary_is_the_inner_mode_s_if_no_fault_was_asked_for(faults: InjectedFaults) -> None:
    assert asyncio.run(faults.finish(ended_well=True)) == ()


def statuses(faults: InjectedFaults, *methods: str) -> list[int]:
    found = [faults.decide(request(method)) for method in methods]
    return [one.response.status for one in found if isinstance(one, Answer)]


FIRST = "unavailable,times=1,method=GET,after=1"


def test_rules_decide_by_method_and_count() -> None:
    given = (FIRST, "too-many-requests,method=POST")
    faults = InjectedFaults(ScriptedMode(), lambda: NOW, None, map(parse_fault, given))
    assert statuses(faults, "GET", "POST", "GET", "GET", "POST") == [201, 429, 503, 201, 429]
    assert [rule.spec.name for rule in faults.rules] == ["too-many-requests"]
    assert asyncio.run(faults.finish(ended_well=True))[0] == f"fault {FIRST}: 1 hit"


@pytest.mark.parametrize("name", ["timeout", "reset", "close", "malformed"])
def test_a_request_without_an_answer_has_no_effect(name: str) -> None:
    inner = ScriptedMode()
    faults = InjectedFaults(inner, lambda: NOW, None, [parse_fault(name)])
    answer = faults.decide(create())
    assert isinstance(answer, Answer)
    assert (answer.response.status, answer.source) == (0, Source.FAULT)
    assert answer.injection is not None
    assert answer.injection.effect is Effect(name)
    assert inner.requests == []


@pytest.mark.parametrize("name", ["slow", "truncate", "drip"])
def test_another_request_is_answered_and_the_answer_marked(name: str) -> None:
    inner = ScriptedMode()
    faults = InjectedFaults(inner, lambda: NOW, None, [parse_fault(name)])
    answer = faults.decide(create())
    assert isinstance(answer, Answer)
    assert (answer.response, answer.source) == (CREATED.response, Source.FAULT)
    assert answer.injection is not None
    assert answer.injection.name == name
    assert inner.requests == [create()]


def test_a_forwarded_request_is_marked_for_its_response() -> None:
    inner = ScriptedMode(Forward(keep=False), offline=False)
    decision = InjectedFaults(inner, lambda: NOW, None, [parse_fault("slow,ms=5")]).decide(create())
    assert decision == Forward(keep=False, injection=Injection("slow", Effect.SLOW, 0.005))


def test_a_miss_stays_a_miss_and_is_no_hit() -> None:
    faults = InjectedFaults(ScriptedMode(Miss("none")), lambda: NOW, None, [parse_fault("slow")])
    assert faults.decide(create()) == Miss("none")
    assert asyncio.run(faults.finish(ended_well=True)) == ("fault slow: 0 hits",)


def test_rules_with_another_code_change_nothing(faults: InjectedFaults) -> None:
    faults.add(BUSY_ONCE)
    with pytest.raises(UsageError):
        faults.replace([parse_fault("reset"), parse_fault("twilio-99999")])
    assert [str(rule.spec) for rule in faults.rules] == ["twilio-20429,times=1"]


def test_rules_that_were_replaced_are_summed_up_if_they_hit(faults: InjectedFaults) -> None:
    faults.replace([parse_fault("reset,method=POST"), parse_fault("close,method=GET")])
    faults.decide(create())
    faults.replace([])
    assert asyncio.run(faults.finish(ended_well=True)) == ("fault reset,method=POST: 1 hit",)


def faulted(faults: InjectedFaults, *methods: str) -> list[str]:
    decisions = [faults.decide(request(method)) for method in methods]
    injections = [one.injection for one in decisions if isinstance(one, Answer)]
    return [one.name if one is not None else "" for one in injections]


def by_chance(seed: int | None, *methods: str) -> list[str]:
    given = ("reset,method=POST,chance=40", "close,chance=30")
    faults = InjectedFaults(ScriptedMode(), lambda: NOW, seed, map(parse_fault, given))
    return faulted(faults, *methods)


def test_chance_depends_on_a_request_s_own_number() -> None:
    posts = by_chance(7, *["POST"] * 60)
    mixed = by_chance(7, *["GET", "POST"] * 60)[1::2]
    assert [one == "reset" for one in posts] == [one == "reset" for one in mixed]
    assert posts == by_chance(7, *["POST"] * 60)
    assert posts != by_chance(8, *["POST"] * 60)
    assert {"reset", "close", ""} == set(posts)


def test_without_a_seed_the_summary_has_one_that_repeats_the_faults() -> None:
    given = [parse_fault("reset,chance=50")]
    faults = InjectedFaults(ScriptedMode(), lambda: NOW, None, given)
    first = faulted(faults, *["POST"] * 40)
    line = asyncio.run(faults.finish(ended_well=True))[-1]
    assert line.startswith("faults by chance: repeat them with --seed ")
    again = InjectedFaults(ScriptedMode(), lambda: NOW, int(line.rpartition(" ")[2]), given)
    assert faulted(again, *["POST"] * 40) == first
    assert len(asyncio.run(again.finish(ended_well=True))) == 1


def test_the_summary_says_that_a_client_did_not_wait(faults: InjectedFaults) -> None:
    faults.add(BUSY_TWICE)
    for _ in range(3):
        faults.decide(create())
    (line,) = asyncio.run(faults.finish(ended_well=True))
    assert line.startswith("fault twilio-20429,times=2: 2 hits; asked again 2 times, after ")


class Waiting(ScriptedMode):
    """Decides on large requests only."""

    async def decide_large(self, request: Request) -> Decision:
        await asyncio.sleep(0)
        return CREATED

    def decide(self, request: Request) -> Decision:
        raise AssertionError(request)


@pytest.mark.parametrize("fault", [None, "twilio-20429,times=2", "truncate,times=2"])
def test_a_large_request_is_decided_on_as_such(fault: str | None) -> None:
    specs = [] if fault is None else [parse_fault(fault)]
    faults = InjectedFaults(Waiting(), lambda: NOW, None, specs)
    others = InjectedFaults(ScriptedMode(), lambda: NOW, None, specs)

    large = [asyncio.run(faults.decide_large(create())) for _ in range(3)]

    for found, expected in zip(large, [others.decide(create()) for _ in range(3)], strict=True):
        assert isinstance(found, Answer)
        assert isinstance(expected, Answer)
        assert (found.source, found.injection) == (expected.source, expected.injection)


def test_an_answer_that_waits_for_a_webhook_is_marked_when_it_comes() -> None:
    webhook = WebhookRequest(
        "onMessageAdd",
        WebhookTarget("http://127.0.0.1/", "POST", "service"),
        (),
        ACCOUNT,
        "CH1",
        NOW,
    )
    waiting: PreAction[Outcome] = PreAction(webhook, lambda _: CREATED)
    faults = InjectedFaults(ScriptedMode(waiting), lambda: NOW, None, [parse_fault("truncate")])
    decision = faults.decide(create())
    assert isinstance(decision, PreAction)
    answer = decision.resume(PreActionReply(200))
    assert isinstance(answer, Answer)
    assert answer.injection == Injection("truncate", Effect.TRUNCATE)


def copy_of(dumped: str | None) -> InjectedFaults:
    other = InjectedFaults(ScriptedMode(), lambda: NOW)
    other.restore(dumped)
    return other


def test_faults_that_were_dumped_go_on_where_they_were(faults: InjectedFaults) -> None:
    given = ("slow,ms=5-9,chance=50,times=4", "twilio-50353,status=409,message=no,path=/v1/*")
    faults.replace([parse_fault("unavailable,times=2,after=1"), *map(parse_fault, given)])
    for _ in range(2):
        faults.decide(create())

    other = copy_of(faults.dump())

    assert [rule.describe() for rule in other.rules] == [rule.describe() for rule in faults.rules]
    assert other.dump() == faults.dump()
    assert other.rules[0].describe() == {"name": "unavailable", "times": 1}


def test_faults_of_the_beginning_are_not_dumped_until_they_are_changed() -> None:
    faults = InjectedFaults(ScriptedMode(), lambda: NOW, faults=[BUSY_ONCE])
    faults.decide(create())
    assert faults.dump() is None

    faults.restore(None)

    assert [rule.describe() for rule in faults.rules] == [BUSY_ONCE.describe()]
    faults.replace([])
    assert copy_of(faults.dump()).rules == []


def test_what_a_rule_knows_itself_stays_when_its_counts_are_restored(
    faults: InjectedFaults,
) -> None:
    faults.replace([parse_fault("rate-limit,per_second=1")])
    limit = faults.rules[0].limit

    faults.restore(copy_of(faults.dump()).dump())

    assert faults.rules[0].limit is limit
