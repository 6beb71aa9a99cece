import pytest

from ringback.errors import UsageError
from ringback.modes.faults.rule import FaultRule, make_rule
from ringback.modes.faults.tally import Tally
from ringback.modes.injection import Effect, Injection
from ringback.settings.fault_spec import EFFECTS, parse_fault, parse_members
from tests.support.cassettes.exchanges import request


def rule(text: str, seed: int = 7) -> FaultRule:
    return make_rule(parse_fault(text), seed, Tally())


def test_a_path_is_matched_decoded() -> None:
    found = rule("unavailable,path=/v1/Conversations/a b")
    assert found.matches(request("GET", "/v1/Conversations/a%20b?PageSize=1"))
    assert not found.matches(request("GET", "/v1/Conversations/a"))


def test_a_method_is_matched_in_any_case() -> None:
    assert rule("unavailable,method=post").matches(request("POST"))
    assert not rule("unavailable,method=post").matches(request("GET"))


def test_a_rule_is_described_as_it_was_given() -> None:
    given = {"name": "unavailable", "times": 2, "method": "POST", "path": "/v1/*", "after": 1}
    assert make_rule(parse_members(given), 7, Tally()).describe() == given
    assert rule("unavailable").describe() == {"name": "unavailable"}


def test_a_rule_is_described_with_what_is_left() -> None:
    found = rule("unavailable,times=2,after=1")
    assert not found.applies(request())
    assert found.applies(request())
    found.hit()
    assert (found.hits, found.tally.hits) == (1, 1)
    assert found.describe() == {"name": "unavailable", "times": 1}


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(UsageError, match="twilio-50353"):
        rule("twilio-99999")


def pattern(found: FaultRule, requests: int = 200) -> list[bool]:
    applied = []
    for _ in range(requests):
        found.number += 1
        applied.append(found.applies(request()))
    return applied


def test_chance_is_the_same_with_the_same_seed() -> None:
    first = pattern(rule("reset,chance=30"))
    assert first == pattern(rule("reset,chance=30"))
    assert first != pattern(rule("reset,chance=30", seed=8))
    assert 40 < sum(first) < 80


def test_a_chance_of_100_always_comes() -> None:
    assert all(pattern(rule("reset,chance=100")))


def test_a_rate_limit_by_chance_still_counts_every_request() -> None:
    found = rule("rate-limit,per_second=1,chance=50")
    applied = pattern(found, 40)
    assert not applied[0]
    assert 5 < sum(applied) < 35


@pytest.mark.parametrize("name", EFFECTS)
def test_a_fault_of_the_connection_has_its_effect(name: str) -> None:
    injection = rule(name).make_injection()
    assert (injection.name, injection.effect) == (name, Effect(name))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unavailable", Injection("unavailable")),
        ("rate-limit", Injection("rate-limit")),
        ("slow,ms=800", Injection("slow", Effect.SLOW, 0.8)),
        ("drip", Injection("drip", Effect.DRIP, 0.1)),
    ],
    ids=str,
)
def test_an_injection_has_the_time_that_it_takes(text: str, expected: Injection) -> None:
    assert rule(text).make_injection() == expected


def seconds(found: FaultRule) -> list[float]:
    drawn = []
    for found.number in range(50):
        drawn.append(found.make_injection().seconds)
    return drawn


def test_a_range_is_drawn_from_and_the_seed_repeats_it() -> None:
    drawn = seconds(rule("slow,ms=500-900"))
    assert all(0.5 <= one <= 0.9 for one in drawn)
    assert max(drawn) - min(drawn) > 0.2
    assert drawn == seconds(rule("slow,ms=500-900"))


@pytest.mark.parametrize(
    ("text", "is_random"),
    [
        ("reset", False),
        ("reset,chance=5", True),
        ("slow,ms=5", False),
        ("slow,ms=5-9", True),
        ("rate-limit", False),
    ],
)
def test_a_rule_knows_whether_chance_decides(text: str, is_random: bool) -> None:
    assert rule(text).is_random is is_random
