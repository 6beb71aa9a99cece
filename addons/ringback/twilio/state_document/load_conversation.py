"""A conversation of a document, with its participants, webhooks and messages."""

from ringback.twilio.resources.message import MESSAGES
from ringback.twilio.resources.webhook_parameters import EVENTS
from ringback.twilio.schema import state_timers
from ringback.twilio.state_document import kinds
from ringback.twilio.state_document.add_record import Adder
from ringback.twilio.state_document.load_file import attach_files, describe_files
from ringback.twilio.state_document.records import Record
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Value

# What a message changes in its conversation, and a message of a document does not.
_ACTIVITY = ("state", "timers_from", "timers_set")


def load_conversation(
    record: Record, service: StoredResource, adder: Adder
) -> StoredResource | None:
    """Add a conversation and what is in it; None if Twilio would refuse it."""
    conversation = adder.add(record, service)
    if conversation is None:
        return None
    before = {key: conversation.values.get(key) for key in _ACTIVITY}
    for participant in record.list_children(kinds.PARTICIPANT):
        adder.add(participant, conversation)
    for webhook in record.list_children(kinds.WEBHOOK):
        adder.add(_with_filters(webhook), conversation)
    for message in record.list_children(kinds.MESSAGE):
        _load_message(message, conversation, service, adder)
    next_index = record.values.get(kinds.NEXT_INDEX)
    if isinstance(next_index, int) and next_index > 0:
        MESSAGES.collection(adder.context, conversation).order.reserve(next_index - 1)
    _restore_activity(conversation, before, adder)
    return conversation


def _with_filters(webhook: Record) -> Record:
    """Return a webhook that gets all events if the document names none."""
    is_short = webhook.values.get("target") == "webhook" and "filters" not in webhook.lines
    return webhook.having({"filters": EVENTS}) if is_short else webhook


def _restore_activity(conversation: StoredResource, before: dict[str, Value], adder: Adder) -> None:
    """Make the state and the timers those of the document again, and schedule the timers."""
    for key, value in before.items():
        conversation.forget(key)
        if value is not None:
            conversation.change({key: value})
    conversation.forget(state_timers.TOLD)
    state_timers.tell(conversation, adder.context.now)
    adder.context.store.timers.cancel(conversation)
    state_timers.schedule(adder.context.store, conversation)


def _load_message(
    record: Record, conversation: StoredResource, service: StoredResource, adder: Adder
) -> None:
    """Add a message with its files and receipts; without any receipts it is delivered."""
    described, files = describe_files(record, service, adder)
    message = adder.add(record.having(described), conversation)
    if message is None:
        return
    if not record.is_complete:
        attach_files(message, files)
    for receipt in record.list_children(kinds.RECEIPT):
        adder.add(receipt, message)
    if not record.is_complete and kinds.RECEIPT.key not in record.children:
        MESSAGES.behavior.on_replied(adder.context, message)
