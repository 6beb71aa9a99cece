from datetime import UTC, datetime

import pytest

from ringback.twilio.schema.attributes import to_json
from ringback.twilio.values.durations import parse_duration
from ringback.twilio.values.types import Json, Value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x", "x"),
        (3, 3),
        (None, None),
        (datetime(2026, 3, 2, tzinfo=UTC), "2026-03-02T00:00:00Z"),
        (parse_duration("PT10M"), "PT10M"),
        (("a", "b"), ["a", "b"]),
    ],
)
def test_a_value_is_shown_as_json(value: Value, shown: Json) -> None:
    assert to_json(value) == shown
