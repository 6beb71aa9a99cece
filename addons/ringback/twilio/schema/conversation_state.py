"""States and timers of a conversation: the one place that knows when it is inactive or closed.

Nothing runs in the background: the state is worked out from the clock whenever it is looked at.
Both timers count from one moment, which is `date_updated` of the write that set them (the numbers
in Twilio's own example), or the last message (seen live). CONFLICT: Twilio's guide speaks of
"inactive to closed", as if the second timer began when the first one ends; the example and a live
close without an inactive timer say otherwise.
"""

from datetime import datetime

from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.datetimes import show_moment
from ringback.twilio.values.faults import CONVERSATION_CLOSED, CONVERSATION_INITIALIZING, Fault
from ringback.twilio.values.types import Json, Value

INITIALIZING = "initializing"
ACTIVE = "active"
INACTIVE = "inactive"
CLOSED = "closed"
LASTING = (ACTIVE, INACTIVE, CLOSED)  # "initializing" ends by itself


def state_at(record: StoredResource, now: datetime) -> str:
    """Return a conversation's state at a moment."""
    written = record.text("state") or ACTIVE
    if written == CLOSED or _is_over(record, "closed_timer", now):
        return CLOSED
    if written == ACTIVE and _is_over(record, "inactive_timer", now):
        return INACTIVE
    return written


def refuse_write(record: StoredResource, now: datetime) -> Fault | None:
    """Say why nothing can be written to a conversation: closed is final, and it must be set up."""
    state = state_at(record, now)
    if state == CLOSED:
        return CONVERSATION_CLOSED
    return CONVERSATION_INITIALIZING if state == INITIALIZING else None


def timer_dates(record: StoredResource) -> dict[str, Json]:
    """Return the dates that `timers` shows: those of the timers that are set."""
    dates = {
        "date_inactive": _end(record, "inactive_timer"),
        "date_closed": _end(record, "closed_timer"),
    }
    return {name: show_moment(date) for name, date in dates.items() if date is not None}


def restarted(counted_from: datetime, now: datetime) -> dict[str, Value]:
    """Return the values that make the timers count from a moment.

    `now` is when this is written. A date in the past makes timers that are over at once; they take
    effect after the write, so that its reply still shows the state that was asked for.
    """
    return {"timers_from": counted_from, "timers_set": now}


def _is_over(record: StoredResource, timer: str, now: datetime) -> bool:
    end, written = _end(record, timer), record.moment("timers_set")
    return end is not None and end <= now and (written is None or written < now)


def _end(record: StoredResource, timer: str) -> datetime | None:
    duration, start = record.duration(timer), record.moment("timers_from")
    return duration.after(start) if duration is not None and start is not None else None
