"""Adding receipts to a message, one for each recipient outside of the chat."""

from collections.abc import Iterable

from ringback.twilio.resources.delivery.progress import REACHED, SEGMENT, advance, get_first_status
from ringback.twilio.resources.delivery.summary import DELIVERED, Status, summarize
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.addresses import find_channel
from ringback.twilio.values.types import Json, Value

PREFIX = "DY"

# What the SID of a message on a channel begins with. INFERRED (fidelity: channel-message-sid): that
# of another channel than WhatsApp's.
WHATSAPP, WITH_MEDIA, TEXT = "WA", "MM", "SM"

# The value of a receipt that is set as long as no recording has shown its SID.
IS_MADE_UP = "is_made_up"


def is_recipient(participant: StoredResource) -> bool:
    """Whether a participant gets messages outside of the chat.

    INFERRED (fidelity: projected-recipients): one with a projected address is in the chat.
    """
    return participant.text("address") is not None


def summarize_receipts(message: StoredResource, context: RequestContext) -> Json:
    """Return the summary of a message's receipts; None if it has none."""
    receipts = context.store.find_collection(SEGMENT, message)
    return summarize(one.text("status") for one in receipts) if receipts is not None else None


def deliver(
    context: RequestContext, message: StoredResource, recipients: Iterable[StoredResource]
) -> None:
    """Add a receipt for each recipient that has none yet, and have the message delivered.

    INFERRED (fidelity: delivery): at once unless the settings say otherwise, and it is never read.
    """
    receipts = context.store.collection(SEGMENT, message)
    having = {one.text("participant_sid") for one in receipts}
    status = get_first_status(context)
    added = [
        _add(context, receipts, message, recipient, status)
        for recipient in recipients
        if recipient.sid not in having
    ]
    if status is None:
        advance(context, message, added)


def apply_statuses(
    context: RequestContext, message: StoredResource, statuses: list[Status]
) -> None:
    """Make the receipts of a message fit the statuses that a recorded summary stands for.

    A receipt that is missing is added; whose it is, is not known.
    """
    receipts = context.store.collection(SEGMENT, message)
    if summarize(one.text("status") for one in receipts) == summarize(statuses):
        return
    while len(receipts) < len(statuses):
        _add(context, receipts, message, None, DELIVERED)
    for receipt, status in zip(receipts, statuses, strict=False):
        receipts.update(receipt, {"status": status, "date_updated": context.now})


def _add(
    context: RequestContext,
    receipts: Collection,
    message: StoredResource,
    recipient: StoredResource | None,
    status: Status,
) -> StoredResource:
    sids = context.store.sids
    values: dict[str, Value] = {
        "channel_message_sid": sids.next(_find_channel_prefix(message, recipient)),
        "participant_sid": recipient.sid if recipient is not None else None,
        "status": status,
        IS_MADE_UP: True,
        "date_created": context.now,
        "date_updated": context.now,
    }
    if context.store.delivery_receipts == "timed":
        values[REACHED] = context.instant
    receipt = StoredResource(sids.next(PREFIX), SEGMENT, message, values)
    receipts.add(receipt)
    return receipt


def _find_channel_prefix(message: StoredResource, recipient: StoredResource | None) -> str:
    address = recipient.text("address") if recipient is not None else None
    if address is not None and find_channel(address) == "whatsapp":
        return WHATSAPP
    return WITH_MEDIA if message.text("media_sid") is not None else TEXT
