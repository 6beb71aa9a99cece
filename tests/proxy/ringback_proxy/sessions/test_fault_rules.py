import time
from typing import Any

import pytest

from ringback.errors import UsageError
from ringback_proxy.sessions.fault_rules import find_fault, parse_rule
from tests.support.cassettes.exchanges import request


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("too-many-requests", 429, 20429),
        ("unavailable", 503, 20503),
        ("internal-error", 500, 20500),
        ("twilio-50433", 409, 50433),
        ("twilio-20429", 429, 20429),
    ],
)
def test_a_fault_is_found_by_its_name(name: str, status: int, code: int) -> None:
    fault = find_fault(name)
    assert (fault.status, fault.code) == (status, code)


@pytest.mark.parametrize(
    "name", ["slow", "twilio-1", "twilio-99999", "", None, 429, ["unavailable"]]
)
def test_other_names_are_refused(name: Any) -> None:
    with pytest.raises(UsageError, match="twilio-50353"):
        find_fault(name)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/v1/Conversations", "/v1/Conversations", True),
        ("/v1/Conversations", "/v1/Conversations/CH1", False),
        ("/v1/Conversations/*", "/v1/Conversations/CH1", True),
        ("/v1/Conversations/*", "/v1/Conversations/CH1/Messages", False),
        ("/v1/*/CH1", "/v1/Conversations/CH1", True),
        ("/v1/**", "/v1/Conversations/CH1/Messages", True),
        ("/v1/**/Messages", "/v1/Conversations/CH1/Messages", True),
        ("**", "/v1", True),
        ("/v1/a.b", "/v1/aXb", False),
    ],
)
def test_a_path_is_matched_by_its_segments(pattern: str, path: str, matches: bool) -> None:
    rule = parse_rule({"name": "unavailable", "path": pattern})
    assert rule.matches(request("GET", path)) is matches


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/v1/**x*y", "/v1/x/xy", True),
        ("/v1/**x*y", "/v1/x/x/y", False),
        ("/v1/C*s/*", "/v1/Conversations/", True),
        ("/v1/*/**", "/v1/a", False),
        ("***", "/v1/a/b", True),
        ("/v1/*a*a", "/v1/aa", True),
        ("/v1/*a*a", "/v1/a", False),
    ],
)
def test_wildcards_may_be_anywhere(pattern: str, path: str, matches: bool) -> None:
    rule = parse_rule({"name": "unavailable", "path": pattern})
    assert rule.matches(request("GET", path)) is matches


def test_no_pattern_keeps_the_proxy_busy() -> None:
    rule = parse_rule({"name": "unavailable", "path": "/v1/" + "*a" * 40 + "b"})
    began = time.process_time()
    assert not rule.matches(request("GET", "/v1/" + "a" * 1_000))
    assert time.process_time() - began < 5


def test_a_method_is_matched_in_any_case() -> None:
    rule = parse_rule({"name": "unavailable", "method": "post"})
    assert rule.matches(request("POST"))
    assert not rule.matches(request("GET"))


def test_a_rule_is_described_as_it_was_given() -> None:
    given = {"name": "unavailable", "times": 2, "method": "POST", "path": "/v1/*", "after": 1}
    assert parse_rule(given).describe() == given
    assert parse_rule({"name": "unavailable"}).describe() == {"name": "unavailable"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "the fault's name is None"),
        ({"name": "unavailable", "times": 0}, "times is 0; give a whole number of at least 1"),
        ({"name": "unavailable", "times": True}, "times is True"),
        ({"name": "unavailable", "after": -1}, "after is -1"),
        ({"name": "unavailable", "method": "GET /"}, "method is 'GET /'"),
        ({"name": "unavailable", "path": "v1"}, "path is 'v1'"),
        ({"name": "unavailable", "chance": 50}, "'chance' is no key"),
        ({"name": "unavailable", "status": 200}, "status is 200; give that of an error"),
        ({"name": "unavailable", "message": 7}, "message is 7"),
    ],
)
def test_a_rule_that_is_not_accepted_is_explained(given: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_rule(given)


def test_with_a_status_any_code_is_accepted() -> None:
    rule = parse_rule({"name": "twilio-12345", "status": 418, "message": "no tea"})
    assert (rule.fault.status, rule.fault.code, rule.fault.message) == (418, 12345, "no tea")
    assert rule.describe() == {"name": "twilio-12345", "status": 418, "message": "no tea"}
