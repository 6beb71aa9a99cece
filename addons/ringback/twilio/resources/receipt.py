"""The table of delivery receipts, which Twilio makes and no request creates."""

from ringback.twilio.resources.delivery.progress import SEGMENT
from ringback.twilio.resources.delivery.receipts import IS_MADE_UP, PREFIX
from ringback.twilio.resources.message import MESSAGES
from ringback.twilio.schema.attributes import (
    CHAT_SERVICE_SID,
    Attribute,
    get_account_sid,
    get_parent_sid,
    get_sid,
    get_url,
)
from ringback.twilio.schema.behavior import Operation, ResourceBehavior
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import PageSize, Resource
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Json, Value

LARGEST_PAGE = 50


class ReceiptBehavior(ResourceBehavior):
    """A recipient has one receipt per message."""

    def find_made_up(
        self, _context: RequestContext, collection: Collection, values: dict[str, Value]
    ) -> StoredResource | None:
        """Return the receipt of the same participant, or one whose participant is not known."""
        made_up = [receipt for receipt in collection if IS_MADE_UP in receipt.values]
        for participant in (values.get("participant_sid"), None):
            for receipt in made_up:
                if receipt.values.get("participant_sid") == participant:
                    return receipt
        return None

    def on_renamed(self, _context: RequestContext, record: StoredResource, _old_sid: str) -> None:
        """Mark the receipt as one that a recording shows."""
        record.forget(IS_MADE_UP)


def _get_conversation_sid(receipt: StoredResource, _context: RequestContext) -> Json:
    return receipt.parent.parent_sid if receipt.parent is not None else None


RECEIPTS = Resource(
    segment=SEGMENT,
    prefix=PREFIX,
    key="delivery_receipts",
    parent=MESSAGES,
    attributes=(
        Attribute("sid", get_sid),
        Attribute("account_sid", get_account_sid),
        CHAT_SERVICE_SID,
        Attribute("conversation_sid", _get_conversation_sid),
        Attribute("message_sid", get_parent_sid),
        Attribute("channel_message_sid"),
        Attribute("status"),
        # CONFLICT (fidelity: receipt-error-code): 0 or null without an error.
        Attribute("error_code", default=0),
        Attribute("participant_sid"),
        Attribute("date_created"),
        Attribute("date_updated"),
        Attribute("url", get_url),
    ),
    operations=frozenset((Operation.LIST, Operation.FETCH)),
    page_size=PageSize(LARGEST_PAGE, LARGEST_PAGE),
    sends_webhooks=False,
    behavior=ReceiptBehavior(),
)
