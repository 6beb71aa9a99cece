"""The behavior of messages: authors, recipients, and the effect on the conversation."""

from ringback.http.forms import Form
from ringback.twilio.resources.child_behavior import ChildBehavior
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.delivery.receipts import apply_statuses, deliver, is_recipient
from ringback.twilio.resources.delivery.summary import spread
from ringback.twilio.resources.media.attachment import (
    attach,
    describe_attachment,
    find_attachment,
    refuse_attachment,
)
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.participant_behavior import MOST_NON_CHAT
from ringback.twilio.schema import conversation_state, state_timers
from ringback.twilio.schema.behavior import Operation, Query, Write
from ringback.twilio.schema.listing import Listing, OrderedListing
from ringback.twilio.schema.parameters import Arguments
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.hosts import MEDIA_HOST
from ringback.twilio.values.messaging_binding import MessagingBinding
from ringback.twilio.values.types import Json, Value

SYSTEM = "system"
LONGEST_BODY = 1_600  # characters, with a participant outside of the chat
LARGEST_BODY = 32_768  # bytes, with all participants in the chat

# The value of a message until its receipts are added.
RECORDED_DELIVERY = "recorded_delivery"

# The value of a message from outside: what its files are, by SID.
INBOUND_FILES = "inbound_files"

# The key of the text that a recorded message has from its template.
FILLED_TEMPLATE = "filled_template"


class MessageBehavior(ChildBehavior):
    """A message's author may be a participant, and a new message reactivates the conversation."""

    def refuse_values(self, write: Write) -> Fault | None:
        """Return the fault of a message's content, length or author, or None."""
        participants = _list_participants(write)
        return (
            _refuse_content(write)
            or _refuse_length(write.arguments, participants)
            or _refuse_author(write, participants)
            or _refuse_file(write, participants)
        )

    def derive_values(self, write: Write) -> dict[str, Value]:
        """Return the author and its participant."""
        if write.operation is Operation.UPDATE and "author" not in write.arguments:
            return {}
        participants = _list_participants(write)
        author = _get_author(write.arguments)
        writer = next((one for one in participants if _is_named(one, author)), None)
        values: dict[str, Value] = {
            "author": author,
            "participant_sid": writer.sid if writer is not None else None,
        }
        if write.operation is Operation.CREATE:
            media = find_attachment(write)
            if media is not None:
                values["media_file"] = describe_attachment(media)
            write.context.notes.extend(_describe_made_up(write.arguments, media))
        return values

    def on_written(self, write: Write, record: StoredResource) -> None:
        """Reactivate the conversation, restart its timers, and move it to the front of lists."""
        conversation, context = write.parent, write.context
        if write.operation is not Operation.CREATE or conversation.parent is None:
            return
        if (media := find_attachment(write)) is not None:
            attach(media, record)
        collection = CONVERSATIONS.collection(context, conversation.parent)
        state = conversation.text("state")
        if state != conversation_state.INITIALIZING:  # as a message from outside may find it
            state = conversation_state.ACTIVE
        active: dict[str, Value] = {"state": state}
        timers = conversation_state.restart_timers(context.now, context.now)
        collection.update(conversation, active | timers)
        collection.move_to_end(conversation)
        if state_timers.TOLD in conversation.values:  # another state than active
            # After the message: seen live (fidelity: state-after-message).
            told = state_timers.tell(conversation, context.now)
            if told is not None:
                details = state_timers.describe(told, state_timers.BY_EVENT)
                context.add_change(state_timers.EVENT, conversation, details)
        state_timers.schedule(context.store, conversation)

    def on_replied(self, context: RequestContext, record: StoredResource) -> None:
        """Deliver the message to the participants outside of the chat.

        Seen live (fidelity: delivery-at-first): the reply to a create does not show it yet.
        """
        recipients = _list_recipients(context, record)
        if recipients:
            deliver(context, record, recipients)

    def list_records(self, query: Query) -> Listing | Fault:
        """Return the list by index, ascending or descending."""
        newest_first = query.filters.values.get("order") == "desc"
        return OrderedListing(query.collection.order, newest_first=newest_first)

    def read_reply(self, _context: RequestContext, reply: ReplyReader) -> dict[str, Value]:
        """Return the body, the first file, and the summary of the receipts."""
        files, delivery = reply.items("media"), reply.value("delivery")
        file = files[0].body if files else None
        return {
            "body": reply.text("body"),
            FILLED_TEMPLATE: reply.text("body"),
            "media_sid": files[0].sid("ME", "sid") if files else None,
            "media_file": file if isinstance(file, dict) else None,
            RECORDED_DELIVERY: delivery if isinstance(delivery, dict) else None,
        }

    def on_seeded(self, context: RequestContext, record: StoredResource, _form: Form) -> None:
        """Add the receipts that the delivery of a recorded message sums up."""
        summary = record.forget(RECORDED_DELIVERY)
        if isinstance(summary, dict):
            statuses = spread(ReplyReader(summary), MOST_NON_CHAT)
            deliver(context, record, _list_recipients(context, record)[: len(statuses)])
            apply_statuses(context, record, statuses)


def list_files(message: StoredResource) -> list[tuple[str, dict[str, Json]]]:
    """Return the SIDs of a message's files, and what is known of each; a template has none."""
    sid = message.text("media_sid")
    if sid is None or message.text("content_sid") is not None:
        return []
    inbound, known = message.values.get(INBOUND_FILES), message.values.get("media_file")
    if isinstance(inbound, dict):
        return [(sid, file) for sid, file in inbound.items() if isinstance(file, dict)]
    return [(sid, known if isinstance(known, dict) else {})]


def _list_participants(write: Write) -> list[StoredResource]:
    return list(PARTICIPANTS.collection(write.context, write.parent))


def _list_recipients(context: RequestContext, message: StoredResource) -> list[StoredResource]:
    if message.parent is None:
        return []
    writer = message.text("participant_sid")
    participants = PARTICIPANTS.collection(context, message.parent)
    return [one for one in participants if is_recipient(one) and one.sid != writer]


def _describe_made_up(arguments: Arguments, media: StoredResource | None) -> list[str]:
    """Return a note on what of a message the fake makes up, if anything."""
    if "content_sid" in arguments:
        return ["The fake has no templates: the message's body is null."]
    if "media_sid" in arguments and media is None:
        how = f"POST it to https://{MEDIA_HOST}/v1/Services/IS.../Media before"
        return [f"The file was not uploaded here: its size and type are made up. {how}."]
    return []


def _get_author(arguments: Arguments) -> str:
    author = arguments.values.get("author")
    return author if isinstance(author, str) else SYSTEM


def _is_named(participant: StoredResource, author: str) -> bool:
    binding = MessagingBinding.from_values(participant.values)
    return author in (binding.identity, binding.address, binding.projected_address)


def _is_outside_chat(participant: StoredResource) -> bool:
    return MessagingBinding.from_values(participant.values).type is not None


def _refuse_content(write: Write) -> Fault | None:
    """Return the fault of an empty message, or of content that cannot be changed, or None."""
    values, record = write.arguments.values, write.record
    if record is None:
        if "content_variables" in values and "content_sid" not in values:
            return faults.NO_CONTENT
        has_content = values.get("body") or "media_sid" in values or "content_sid" in values
        return None if has_content else faults.NO_BODY
    if "body" not in values:
        return None
    if record.text("media_sid") is not None:
        return faults.MEDIA_BODY_FIXED
    return None if values["body"] else faults.NO_BODY


def _refuse_length(arguments: Arguments, participants: list[StoredResource]) -> Fault | None:
    body = arguments.values.get("body")
    if not isinstance(body, str):
        return None
    if any(_is_outside_chat(one) for one in participants):
        return faults.BODY_TOO_LONG if len(body) > LONGEST_BODY else None
    return faults.BODY_TOO_LONG if len(body.encode()) > LARGEST_BODY else None


def _refuse_file(write: Write, participants: list[StoredResource]) -> Fault | None:
    media = find_attachment(write) if write.record is None else None
    if media is None:
        return None
    types = (MessagingBinding.from_values(one.values).type for one in participants)
    return refuse_attachment(media, filter(None, types))


def _refuse_author(write: Write, participants: list[StoredResource]) -> Fault | None:
    """Return the fault of an author who is not in the group MMS, such as the system, or None."""
    if write.operation is Operation.UPDATE and "author" not in write.arguments:
        return None
    bindings = (MessagingBinding.from_values(one.values) for one in participants)
    if not any(binding.is_group_mms for binding in bindings):
        return None
    author = _get_author(write.arguments)
    is_member = any(_is_named(one, author) for one in participants)
    return None if is_member else faults.AUTHOR_NOT_IN_GROUP
