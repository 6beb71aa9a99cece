import re
from datetime import UTC, datetime, timedelta

import pytest

from ringback.twilio.schema.validators import (
    Boolean,
    Choice,
    DateBound,
    DateTime,
    JsonText,
    Number,
    Sid,
    Text,
    Timer,
    Validator,
    is_json,
)
from ringback.twilio.values.faults import Fault

LONG = Fault(400, 1, "long")
BAD = Fault(400, 2, "bad")
EMPTY = Fault(400, 3, "empty")
CLOSED = Fault(400, 4, "closed")

TEXT = Text(4, LONG, excluded=re.compile("no+"), excluded_fault=BAD)
JSON = JsonText(8, LONG, BAD)
START, END = DateBound("00:00:00", BAD), DateBound("23:59:59", BAD)
TIMER = Timer(timedelta(minutes=10), LONG, BAD)
STATE = Choice(("active", "inactive"), unknown=BAD, empty=EMPTY, refused=(("closed", CLOSED),))
ORDER = Choice(("asc", "desc"), unknown=BAD, any_case=True)
METHOD = Choice(("GET", "POST"), unknown=BAD, any_case=True)
BOOLEAN = Boolean(BAD)


@pytest.mark.parametrize(
    ("rule", "text", "value"),
    [
        # text
        (TEXT, "four", "four"),
        (TEXT, "", ""),
        (TEXT, "fivef", LONG),
        (TEXT, "noo", BAD),
        (TEXT, "noon", "noon"),
        (Text(), "x" * 100_000, "x" * 100_000),
        # SIDs
        (Sid("MG", BAD), "MG" + "aF" * 16, "MG" + "aF" * 16),
        (Sid("MG", BAD), "CH" + "aF" * 16, BAD),
        (Sid("MG", BAD), "MG" + "a" * 31, BAD),
        (Sid("MG", BAD), "MG" + "a" * 32 + "\n", BAD),
        (Sid("MG", BAD), "MG" + "g" * 32, BAD),
        (Sid("MG", BAD), "", BAD),
        # JSON: the limit is in bytes
        (JSON, '{ "a":1}', '{ "a":1}'),
        (JSON, '{ "a": 1}', LONG),
        (JSON, '"ééé"', '"ééé"'),
        (JSON, '"éééé"', LONG),
        (JSON, "string", BAD),
        (JSON, "", BAD),
        # dates
        (DateTime(BAD), "2015-12-16T22:18:37Z", datetime(2015, 12, 16, 22, 18, 37, tzinfo=UTC)),
        (DateTime(BAD), "2015-12-16", BAD),
        (START, "2015-12-16", datetime(2015, 12, 16, tzinfo=UTC)),
        (END, "2015-12-16", datetime(2015, 12, 16, 23, 59, 59, tzinfo=UTC)),
        (END, "2015-12-16T22:18:37Z", datetime(2015, 12, 16, 22, 18, 37, tzinfo=UTC)),
        (START, "2015-02-30", BAD),
        (START, "yesterday", BAD),
        # timers
        (TIMER, "PT0S", None),
        (TIMER, "PT9M59S", LONG),
        (TIMER, "string", BAD),
        (TIMER, "", BAD),
        # choices
        (STATE, "active", "active"),
        (STATE, "Active", BAD),
        (STATE, "closed", CLOSED),
        (STATE, "", EMPTY),
        (ORDER, "DESC", "desc"),
        (METHOD, "get", "GET"),
        (METHOD, "Post", "POST"),
        (METHOD, "PUT", BAD),
        # booleans
        (BOOLEAN, "true", True),
        (BOOLEAN, "False", False),
        (BOOLEAN, "", BAD),
        (BOOLEAN, "1", BAD),
        (ORDER, "", BAD),
    ],
)
def test_a_validator_reads_a_text(rule: Validator, text: str, value: object) -> None:
    assert rule.read(text) == value


def test_a_timer_of_the_minimum_is_long_enough() -> None:
    duration = TIMER.read("PT10M")

    assert getattr(duration, "text", None) == "PT10M"


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        '"x"',
        "3",
        "null",
        " {}\n",
        '"\\ud800"',
        "1" * 5_000,
        "1e999",
        "[" * 500 + "]" * 500,
        "[" + "[]," * 1_000 + "0]",
        '"' + "[" * 1_000 + '"',
        '"\\"' + "[" * 1_000 + '"',
    ],
)
def test_json_is_recognized(text: str) -> None:
    assert is_json(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "string",
        "{",
        "{'a': 1}",
        '{"a": 1,}',
        "NaN",
        "[Infinity]",
        "-Infinity",
        "01",
        "\ufeff{}",
        '"\0"',
        "{} {}",
        "[" * 501 + "]" * 501,
        "{" * 501,
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_other_text_is_not_json(text: str) -> None:
    assert not is_json(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("999999999", 999_999_999), ("null", None), ("", BAD), ("-1", BAD), ("9" * 10, BAD)],
)
def test_a_number_is_read(text: str, value: object) -> None:
    assert Number(BAD).read(text) == value
