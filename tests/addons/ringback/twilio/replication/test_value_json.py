from datetime import UTC, datetime, timedelta, timezone

import pytest

from ringback.twilio.replication.value_json import decode_values, encode_values
from ringback.twilio.values.durations import parse_duration
from ringback.twilio.values.types import Value

VALUES: list[Value] = [
    None,
    True,
    7,
    "text \udcff \0 ü",
    datetime(2026, 3, 2, 14, 8, 1, 5, tzinfo=UTC),
    datetime(2026, 3, 2, tzinfo=timezone(timedelta(hours=-7))),
    parse_duration("P1M"),
    parse_duration("P999999999Y"),
    ("a", "b"),
    (),
    {"date": "no date", "nested": {"list": [1, None]}},
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_is_the_same_afterwards(value: Value) -> None:
    text = encode_values({"key": value})

    assert decode_values(text) == {"key": value}
    assert text.isascii()
