from typing import Any

import pytest

from ringback.errors import UsageError
from ringback.settings.fault_spec import NAMES, FaultSpec, parse_fault, parse_members

TEXTS = [
    "too-many-requests",
    "unavailable,times=2",
    "internal-error,method=POST",
    "twilio-50353,after=3",
    "slow,ms=800",
    "slow,chance=2.5,ms=500-900",
    "timeout,path=/v1/Conversations/*/Messages",
    "reset,times=1,method=POST,path=/v1/**,after=2,chance=30",
    "close",
    "truncate",
    "malformed",
    "drip,ms=20",
    "rate-limit,per_second=5",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_fault_is_shown_as_it_was_typed(text: str) -> None:
    assert str(parse_fault(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_a_description_describes_the_same_fault(text: str) -> None:
    fault = parse_fault(text)
    assert parse_members(fault.describe()) == fault


def test_every_name_can_be_given_alone() -> None:
    assert [str(parse_fault(name)) for name in NAMES] == list(NAMES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("slow", FaultSpec("slow", ms=(1000, 1000))),
        ("drip", FaultSpec("drip", ms=(100, 100))),
        ("rate-limit", FaultSpec("rate-limit", per_second=30)),
        (" reset , times = 1 ", FaultSpec("reset", times=1)),
        ("reset,method=post", FaultSpec("reset", method="POST")),
        ("reset,chance=30%", FaultSpec("reset", chance=30.0)),
        ("unavailable,message=7", FaultSpec("unavailable", message="7")),
        ("reset,path=/v1/a=b", FaultSpec("reset", path="/v1/a=b")),
    ],
    ids=str,
)
def test_a_fault_is_parsed(text: str, expected: FaultSpec) -> None:
    assert parse_fault(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the fault's name is ''; accepted are too-many-requests"),
        ("slwo", "accepted are .* drip, rate-limit, and twilio-CODE, such as twilio-50353"),
        ("twilio-5", "such as twilio-50353"),
        (
            "reset,ms=3",
            "'ms' is not a key of reset; accepted are times, method, path, after, chance$",
        ),
        ("slow,odds=3", "'odds' is not a key of a fault; accepted are .*ms"),
        ("slow,status=500", "'status' is not a key of slow"),
        ("rate-limit,status=500", "'status' is not a key of rate-limit; accepted are .*per_second"),
        ("slow,ms", "'ms' in 'slow,ms' is not KEY=VALUE; give a fault as slow,ms=800"),
        ("slow,ms=", "'ms=' in 'slow,ms=' is not KEY=VALUE"),
        ("slow,ms=900-500", "ms is '900-500'; give milliseconds, such as 800 or 500-900"),
        ("slow,ms=0", "ms is 0; give milliseconds"),
        ("slow,ms=3600001", "3600000 at most"),
        ("slow,ms=fast", "ms is 'fast'"),
        ("reset,times=0", "times is 0; give a whole number of at least 1"),
        ("reset,times=two", "times is 'two'"),
        ("reset,times=1,times=2", "times is in 'reset,times=1,times=2' twice"),
        ("reset,after=-1", "after is -1; give a whole number of at least 0"),
        ("reset,chance=0", "chance is 0; give a percentage above 0 and up to 100"),
        ("reset,chance=101", "chance is 101"),
        ("reset,chance=nan", "chance is 'nan'"),
        ("reset,chance=often", "chance is 'often'"),
        ("reset,method=GET /", "method is 'GET /'"),
        ("reset,path=v1", "path is 'v1'; begin it with a slash"),
        ("rate-limit,per_second=0", "per_second is 0"),
        ("unavailable,status=200", "status is 200; give that of an error"),
    ],
)
def test_what_is_not_accepted_is_explained(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_fault(text)


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"name": None},
        {"name": 429},
        {"name": ["unavailable"]},
        {"name": "reset", "times": True},
        {"name": "reset", "chance": True},
        {"name": "slow", "ms": [1, 2]},
    ],
    ids=str,
)
def test_members_of_other_types_are_refused(members: Any) -> None:
    with pytest.raises(UsageError):
        parse_members(members)


def test_a_code_is_read_from_the_name() -> None:
    assert parse_fault("twilio-50353").code == 50353
    assert parse_fault("unavailable").code is None
