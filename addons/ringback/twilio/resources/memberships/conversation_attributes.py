"""What the replies about a membership show of its participant's conversation and user."""

from collections.abc import Mapping

from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.users.identities import find_user
from ringback.twilio.schema.attributes import Attribute, show
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Json

CREATED_BY = "system"  # INFERRED (fidelity: created-by)


def get_conversation(participant: StoredResource) -> StoredResource:
    """Return the conversation of a participant."""
    return participant.parent or participant


def show_of_conversation(name: str, shown_as: str = "") -> Attribute:
    """Return an attribute that shows one of the conversation, under another name if one is set."""
    row = next(row for row in CONVERSATIONS.attributes if row.name == name)

    def getter(participant: StoredResource, context: RequestContext) -> Json:
        return show((row,), get_conversation(participant), context)[name]

    return Attribute(shown_as or name, getter)


def find_user_of(participant: StoredResource, context: RequestContext) -> StoredResource | None:
    """Return the user of a participant; None for one without an identity."""
    identity, service = participant.text("identity"), get_conversation(participant).parent
    if identity is None or service is None:
        return None
    return find_user(context, service, identity)


def get_user_sid(participant: StoredResource, context: RequestContext) -> Json:
    """Return the SID of a participant's user."""
    user = find_user_of(participant, context)
    return user.sid if user is not None else None


def get_links(participant: StoredResource, context: RequestContext) -> Json:
    """Return the URLs of a participant and of its conversation."""
    return {
        "participant": context.url(participant),
        "conversation": context.url(get_conversation(participant)),
    }


def read_conversation(reply: ReplyReader, names: Mapping[str, str]) -> ReplyReader:
    """Return what a reply shows of a conversation; `names` are its names by the shown ones."""
    return ReplyReader({name: reply.value(shown) for shown, name in names.items()})
