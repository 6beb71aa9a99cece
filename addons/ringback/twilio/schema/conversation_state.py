"""States and timers of a conversation: the one place that knows when it is inactive or closed.

Nothing runs in the background: the state is computed from the clock on every read, and a
conversation that is `initializing` is finished at the first request after its time. Both timers
count from one date: `date_updated` of the write that set them or, seen live
(fidelity: timers-from-last-message), the date of the last message. CONFLICT
(fidelity: timers-start): Twilio's guide suggests that the second begins when the first one ends.
"""

from datetime import datetime

from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.initialization import Initialization
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.datetimes import format_iso
from ringback.twilio.values.faults import CONVERSATION_CLOSED, CONVERSATION_INITIALIZING, Fault
from ringback.twilio.values.types import Json, Value

INITIALIZING = "initializing"
ACTIVE = "active"
INACTIVE = "inactive"
CLOSED = "closed"
WAIT = (
    f"A conversation with participants is {INITIALIZING} for 0.7 seconds: fetch it until it is "
    "active. In a test, advance the clock by a second."
)
STABLE_STATES = (ACTIVE, INACTIVE, CLOSED)  # "initializing" ends by itself


def begin_initializing(
    store: AccountStore, conversation: StoredResource, now: datetime
) -> Initialization:
    """Make a new conversation `initializing`; `now` is the exact time."""
    state = conversation.text("state") or ACTIVE
    conversation.change({"state": INITIALIZING})
    begun = Initialization(conversation, state, now)
    store.initializing.append(begun)
    return begun


def finish_initializing(store: AccountStore, now: datetime) -> list[Initialization]:
    """End the set-ups that are over, before a request is processed, and return them.

    `now` is the exact time of the request.
    """
    ended: list[Initialization] = []
    remaining: list[Initialization] = []
    for each in store.initializing:
        if each.is_over(now):
            each.conversation.change({"state": each.state})
            ended.append(each)
        else:
            each.is_seen = True
            each.conversation.touch()
            remaining.append(each)
    store.initializing = remaining
    return ended


def get_state(record: StoredResource, now: datetime) -> str:
    """Return a conversation's state at a date."""
    stored = record.text("state") or ACTIVE
    if stored == CLOSED or _has_expired(record, "closed_timer", now):
        return CLOSED
    if stored == ACTIVE and _has_expired(record, "inactive_timer", now):
        return INACTIVE
    return stored


def refuse_write(record: StoredResource, now: datetime, notes: list[str]) -> Fault | None:
    """Return the fault of a write to a conversation that is closed or initializing, or None.

    `notes` is the log of the request: a client that writes too early is told to wait.
    """
    if get_state(record, now) == INITIALIZING:
        notes.append(WAIT)
        return CONVERSATION_INITIALIZING
    return refuse_closed(record, now)


def refuse_closed(record: StoredResource, now: datetime) -> Fault | None:
    """Return the fault of a write to a conversation that is closed, or None."""
    return CONVERSATION_CLOSED if get_state(record, now) == CLOSED else None


def get_timer_dates(record: StoredResource) -> dict[str, Json]:
    """Return the dates that `timers` shows, for the timers that are set."""
    dates = {
        "date_inactive": _get_expiry(record, "inactive_timer"),
        "date_closed": _get_expiry(record, "closed_timer"),
    }
    return {name: format_iso(date) for name, date in dates.items() if date is not None}


def list_expiries(record: StoredResource) -> list[datetime]:
    """Return when the timers that can change a conversation's state run out."""
    stored = record.text("state") or ACTIVE
    timers = {ACTIVE: ("inactive_timer", "closed_timer"), CLOSED: ()}.get(stored, ("closed_timer",))
    expiries = (_get_expiry(record, timer) for timer in timers)
    return [expiry for expiry in expiries if expiry is not None]


def restart_timers(start: datetime, now: datetime) -> dict[str, Value]:
    """Return the values that make the timers count from `start`; `now` is the date of the write.

    With a `start` in the past, a timer may have expired already. It takes effect only after the
    write, whose reply still shows the requested state.
    """
    return {"timers_from": start, "timers_set": now}


def _has_expired(record: StoredResource, timer: str, now: datetime) -> bool:
    if timer not in record.values:
        return False
    expiry, written = _get_expiry(record, timer), record.date("timers_set")
    return expiry is not None and expiry <= now and (written is None or written < now)


def _get_expiry(record: StoredResource, timer: str) -> datetime | None:
    duration = record.duration(timer)
    start = record.date("timers_from") if duration is not None else None
    return duration.add_to(start) if duration is not None and start is not None else None
