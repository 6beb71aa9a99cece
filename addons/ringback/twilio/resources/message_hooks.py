"""What a message does to its conversation, and who gets it: what no table can say of messages."""

from ringback.twilio.resources.child_hooks import ChildHooks
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.hooks import Operation, Query, Write
from ringback.twilio.schema.listing import InOrder, Listing
from ringback.twilio.schema.parameters import Arguments
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import MessagingBinding
from ringback.twilio.values.types import Value

SYSTEM = "system"
LONGEST_BODY = 1_600  # characters, where somebody is outside of the chat
LARGEST_BODY = 32_768  # bytes, where all are in the chat


class MessageHooks(ChildHooks):
    """A message finds its author among the participants, and wakes the conversation."""

    def refuse_values(self, write: Write) -> Fault | None:
        """Refuse a message with nothing in it, too much, or by a stranger in a group MMS."""
        people = _people(write)
        return (
            _refuse_content(write)
            or _refuse_length(write.arguments, people)
            or _refuse_author(write, people)
        )

    def further_values(self, write: Write) -> dict[str, Value]:
        """Return the author's participant, and count who is outside of the chat."""
        if write.operation is Operation.UPDATE and "author" not in write.arguments:
            return {}
        people = _people(write)
        author = _author(write.arguments)
        writer = next((person for person in people if _is_called(person, author)), None)
        values: dict[str, Value] = {
            "author": author,
            "participant_sid": writer.sid if writer is not None else None,
        }
        if write.operation is Operation.CREATE:
            write.context.notes.extend(_unknown(write.arguments))
            values["recipients"] = sum(
                person is not writer and _is_outside(person) for person in people
            )
        return values

    def written(self, write: Write, _record: StoredResource) -> None:
        """Wake the conversation, start its timers again, and put it first in lists."""
        conversation, context = write.parent, write.context
        if write.operation is not Operation.CREATE or conversation.parent is None:
            return
        collection = CONVERSATIONS.collection(context, conversation.parent)
        awake: dict[str, Value] = {"state": conversation_state.ACTIVE}
        collection.change(
            conversation, awake | conversation_state.restarted(context.now, context.now)
        )
        collection.order.move_to_end(conversation)

    def listed(self, query: Query) -> Listing | Fault:
        """List by index, from the first or from the last."""
        newest_first = query.filters.values.get("order") == "desc"
        return InOrder(query.collection.order, newest_first=newest_first)

    def learned(self, _scene: RequestContext, recorded: ReplyReader) -> dict[str, Value]:
        """Learn what is said, the first file, and how many got it outside of the chat."""
        files = recorded.items("media")
        return {
            "body": recorded.text("body"),
            "media_sid": files[0].sid("ME", "sid") if files else None,
            "recipients": recorded.number("delivery", "total"),
        }


def _people(write: Write) -> list[StoredResource]:
    return list(PARTICIPANTS.collection(write.context, write.parent))


def _unknown(arguments: Arguments) -> list[str]:
    """Say what of a message the fake cannot know."""
    if "content_sid" in arguments:
        return ["The fake has no templates: the message's body is null."]
    if "media_sid" in arguments:
        return ["The fake has no files: the size and type of the message's media are made up."]
    return []


def _author(arguments: Arguments) -> str:
    author = arguments.values.get("author")
    return author if isinstance(author, str) else SYSTEM


def _is_called(participant: StoredResource, author: str) -> bool:
    reach = MessagingBinding.of(participant.values)
    return author in (reach.identity, reach.address, reach.projected)


def _is_outside(participant: StoredResource) -> bool:
    return MessagingBinding.of(participant.values).binding is not None


def _refuse_content(write: Write) -> Fault | None:
    """Say why a message has nothing in it, or something that cannot be changed."""
    values, record = write.arguments.values, write.record
    if record is None:
        if "content_variables" in values and "content_sid" not in values:
            return faults.NO_CONTENT
        is_filled = values.get("body") or "media_sid" in values or "content_sid" in values
        return None if is_filled else faults.NO_BODY
    if "body" not in values:
        return None
    if record.text("media_sid") is not None:
        return faults.MEDIA_BODY_FIXED
    return None if values["body"] else faults.NO_BODY


def _refuse_length(arguments: Arguments, people: list[StoredResource]) -> Fault | None:
    body = arguments.values.get("body")
    if not isinstance(body, str):
        return None
    if any(_is_outside(person) for person in people):
        return faults.BODY_TOO_LONG if len(body) > LONGEST_BODY else None
    return faults.BODY_TOO_LONG if len(body.encode()) > LARGEST_BODY else None


def _refuse_author(write: Write, people: list[StoredResource]) -> Fault | None:
    """Refuse a stranger's message to a group MMS, the system's too."""
    if write.operation is Operation.UPDATE and "author" not in write.arguments:
        return None
    if not any(MessagingBinding.of(person.values).is_in_group for person in people):
        return None
    author = _author(write.arguments)
    is_member = any(_is_called(person, author) for person in people)
    return None if is_member else faults.AUTHOR_NOT_IN_GROUP
