"""How the status of a message's receipts goes on: at once, with the clock, or by a test."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from ringback.twilio.resources.delivery.summary import DELIVERED, SENT, Status
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.change import BY_ITSELF, Change, make_change
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Value

SEGMENT = "Receipts"
EVENT = "onDeliveryUpdated"

# The statuses of a message that arrives; None: it is still within Twilio.
COURSE: tuple[Status, ...] = (None, SENT, DELIVERED)

# From one to the next if they are timed. INFERRED (fidelity: timed-delivery): receipts were seen
# one to five seconds after a message.
PACE = timedelta(seconds=1)

# The value of a receipt that is timed: when it reached its status, exactly.
REACHED = "reached"


def set_status(
    receipt: StoredResource, status: Status, now: datetime, error_code: int | None = None
) -> Change:
    """Change the status of a receipt and return what has happened; `now` is the exact time."""
    values: dict[str, Value] = {"status": status, "date_updated": now.replace(microsecond=0)}
    if error_code is not None:
        values["error_code"] = error_code
    if REACHED in receipt.values:
        values[REACHED] = now
    kept = {key: value for key, value in receipt.values.items() if key != "error_code"}
    receipt.replace({**kept, **values})
    return make_change(EVENT, receipt, now, BY_ITSELF)


def get_first_status(context: RequestContext) -> Status:
    """Return the status of a new receipt: the last one at once, if nobody is told of others."""
    is_at_once = context.store.delivery_receipts == "at-once"
    return COURSE[-1] if is_at_once and context.changes is None else COURSE[0]


def advance(
    context: RequestContext, message: StoredResource, receipts: list[StoredResource]
) -> None:
    """Deliver a message with new receipts, as the settings say."""
    if context.store.delivery_receipts == "timed":
        _schedule(context.store, message, context.instant, 1)
    elif context.store.delivery_receipts == "at-once":
        for status in COURSE[1:]:
            changes = [set_status(receipt, status, context.instant) for receipt in receipts]
            if context.changes is not None:
                context.changes += changes


def _schedule(store: AccountStore, message: StoredResource, now: datetime, place: int) -> None:
    """Schedule the status at a place in the course."""
    due = now + PACE
    store.timers.schedule((EVENT, message), due, partial(_reach, store, message, place))


def resume(store: AccountStore, receipt: StoredResource) -> None:
    """Schedule the next status of a receipt that was added elsewhere, if it is timed."""
    message, reached, status = receipt.parent, receipt.date(REACHED), receipt.text("status")
    if message is not None and reached is not None and status in COURSE[:-1]:
        _schedule(store, message, reached, COURSE.index(status) + 1)


def resume_all(store: AccountStore) -> None:
    """Go on with the receipts of a document that are under way, if they are timed."""
    if store.delivery_receipts != "timed":
        return
    for receipt in store.records(SEGMENT):
        if receipt.text("status") in COURSE[:-1]:
            receipt.change({REACHED: receipt.date("date_updated")})
            resume(store, receipt)


def _reach(
    store: AccountStore, message: StoredResource, place: int, now: datetime
) -> Iterator[Change]:
    """Yield the receipts that reach a status; one whose status a test has set keeps it."""
    if place + 1 < len(COURSE):
        _schedule(store, message, now, place + 1)
    for receipt in store.find_collection(SEGMENT, message) or ():
        if receipt.text("status") == COURSE[place - 1]:
            yield set_status(receipt, COURSE[place], now)
