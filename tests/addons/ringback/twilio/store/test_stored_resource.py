from datetime import UTC, datetime

import pytest

from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.durations import parse_duration
from ringback.twilio.values.types import Value

DATE = datetime(2026, 3, 2, tzinfo=UTC)
DURATION = parse_duration("PT10M")


@pytest.fixture
def record() -> StoredResource:
    values: dict[str, Value] = {"text": "x", "number": 3, "date": DATE, "duration": DURATION}
    return StoredResource("CH1", "Conversations", None, values)


def test_a_value_is_returned_by_its_type(record: StoredResource) -> None:
    assert record.text("text") == "x"
    assert record.number("number") == 3
    assert record.date("date") == DATE
    assert record.duration("duration") == DURATION


def test_a_value_of_another_type_or_none_is_none(record: StoredResource) -> None:
    assert record.text("number") is None
    assert record.number("text") is None
    assert record.date("text") is None
    assert record.duration("absent") is None


def test_a_record_knows_its_parent(record: StoredResource) -> None:
    assert StoredResource("IM1", "Messages", record, {}).parent_sid == "CH1"
    assert record.parent_sid == ""
