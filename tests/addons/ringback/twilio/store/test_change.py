from datetime import UTC, datetime

from ringback.twilio.store.change import BY_ITSELF, make_change
from ringback.twilio.store.stored_resource import StoredResource

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_an_event_keeps_the_record_as_it_was() -> None:
    record = StoredResource("IM1", "Messages", None, {"body": "hi"})
    record.ordinal = 3
    change = make_change("onMessageAdded", record, NOW)
    record.values["body"] = "changed"
    record.ordinal = 4

    assert (change.record.text("body"), change.record.ordinal) == ("hi", 3)
    assert (change.record.sid, change.record.segment) == ("IM1", "Messages")


def test_what_happens_by_itself_has_no_source() -> None:
    change = make_change("onMessageAdded", StoredResource("IM1", "Messages", None, {}), NOW)

    assert change.cause == BY_ITSELF
    assert change.cause.source is None
    assert change.cause.is_asked
