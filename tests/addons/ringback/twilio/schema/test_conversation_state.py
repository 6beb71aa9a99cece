from datetime import UTC, datetime, timedelta

import pytest

from ringback.twilio.schema.conversation_state import (
    get_state,
    get_timer_dates,
    refuse_write,
    restart_timers,
)
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.durations import parse_duration

START = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)


def conversation(
    state: str | None = None,
    inactive: str | None = None,
    closed: str | None = None,
    written: datetime = START,
) -> StoredResource:
    values = {
        "state": state,
        "inactive_timer": parse_duration(inactive) if inactive else None,
        "closed_timer": parse_duration(closed) if closed else None,
        **restart_timers(START, written),
    }
    return StoredResource("CH1", "Conversations", None, values)


@pytest.mark.parametrize(
    ("record", "minutes", "state"),
    [
        (conversation(), 10**6, "active"),
        (conversation("inactive"), 10**6, "inactive"),
        (conversation("closed"), 0, "closed"),
        (conversation("initializing"), 0, "initializing"),
        # the inactive timer
        (conversation(inactive="PT5M"), 4.99, "active"),
        (conversation(inactive="PT5M"), 5, "inactive"),
        (conversation("inactive", inactive="PT5M"), 5, "inactive"),
        # the closed timer, alone and after the other
        (conversation(closed="PT10M"), 9.99, "active"),
        (conversation(closed="PT10M"), 10, "closed"),
        (conversation("inactive", closed="PT10M"), 10, "closed"),
        (conversation(inactive="PT5M", closed="PT10M"), 7, "inactive"),
        (conversation(inactive="PT5M", closed="PT10M"), 10, "closed"),
        (conversation(inactive="PT15M", closed="PT10M"), 10, "closed"),
        (conversation("closed", inactive="PT5M"), 7, "closed"),
    ],
)
def test_a_state_is_worked_out_from_the_clock(
    record: StoredResource, minutes: float, state: str
) -> None:
    assert get_state(record, START + timedelta(minutes=minutes)) == state


def test_a_timer_that_was_over_when_it_was_set_takes_effect_after_the_write() -> None:
    written = START + timedelta(days=1)
    record = conversation(inactive="PT5M", written=written)

    assert get_state(record, written) == "active"
    assert get_state(record, written + timedelta(seconds=1)) == "inactive"


def test_the_dates_of_the_timers_that_are_set_are_shown() -> None:
    assert get_timer_dates(conversation()) == {}
    assert get_timer_dates(conversation(closed="PT10M")) == {"date_closed": "2026-03-02T12:10:00Z"}
    assert get_timer_dates(conversation(inactive="PT5M", closed="PT10M")) == {
        "date_inactive": "2026-03-02T12:05:00Z",
        "date_closed": "2026-03-02T12:10:00Z",
    }


def test_a_timer_that_counts_from_nowhere_is_none() -> None:
    record = StoredResource("CH1", "Conversations", None, {"closed_timer": parse_duration("PT10M")})

    assert get_timer_dates(record) == {}
    assert get_state(record, START) == "active"


@pytest.mark.parametrize(
    ("state", "code"),
    [(None, None), ("inactive", None), ("closed", 50377), ("initializing", 50386)],
)
def test_what_is_closed_or_being_set_up_cannot_be_written(
    state: str | None, code: int | None
) -> None:
    notes: list[str] = []
    fault = refuse_write(conversation(state), START, notes)

    assert (fault.code if fault else None) == code
    assert ["fetch it until it is active" in note for note in notes] == [True] * (code == 50386)
