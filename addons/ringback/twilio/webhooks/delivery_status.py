"""A change of the status of delivery receipts that a test asks for."""

from collections.abc import Iterable
from datetime import datetime

from ringback.errors import UsageError
from ringback.twilio.resources.delivery.progress import set_status
from ringback.twilio.resources.delivery.summary import COUNTED, FAILED, UNDELIVERED
from ringback.twilio.resources.message import MESSAGES
from ringback.twilio.resources.receipt import RECEIPTS
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.change import Change
from ringback.twilio.store.stored_resource import StoredResource


def find_message(stores: Iterable[AccountStore], sid: str) -> tuple[AccountStore, StoredResource]:
    """Return a message and its account; raises UsageError."""
    for store in stores:
        message = store.find(MESSAGES.segment, sid)
        if message is not None:
            return store, message
    raise UsageError(f"there is no message {sid[:40]!r}; give the SID (IM...) of one")


def select_receipts(
    store: AccountStore, message: StoredResource, participant_sid: str | None
) -> list[StoredResource]:
    """Return the receipts of a message, or that of one participant; raises UsageError."""
    receipts = list(store.find_collection(RECEIPTS.segment, message) or ())
    if not receipts:
        raise UsageError(
            f"the message {message.sid} has no receipts: nobody outside of the chat gets it; "
            "add a participant with an address before the message"
        )
    if participant_sid is None:
        return receipts
    selected = [one for one in receipts if one.text("participant_sid") == participant_sid]
    if not selected:
        known = ", ".join(one.text("participant_sid") or "" for one in receipts)
        raise UsageError(f"{participant_sid[:40]!r} gets no such message; accepted are {known}")
    return selected


def change_status(
    receipts: list[StoredResource], status: str, error_code: int | None, now: datetime
) -> list[Change]:
    """Change the status of receipts, and return what has happened; raises UsageError."""
    if status not in COUNTED:
        raise UsageError(f"{status[:40]!r} is not a status; accepted are {', '.join(COUNTED)}")
    if error_code is not None and status not in (FAILED, UNDELIVERED):
        raise UsageError(
            f"a message that is {status} has no error code; give the status failed or undelivered"
        )
    return [set_status(receipt, status, now, error_code) for receipt in receipts]
