"""The behavior of a user's conversations, which are the user's participants."""

from collections.abc import Iterable

from ringback.twilio.resources.child_behavior import ChildBehavior
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.memberships.conversation_attributes import (
    get_conversation,
    read_conversation,
)
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.participant_behavior import date_last_read
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.resources.users.user import USERS
from ringback.twilio.schema.behavior import Query, Write
from ringback.twilio.schema.listing import CreationListing, Listing
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value

CONVERSATION_KEYS = {
    "friendly_name": "friendly_name",
    "conversation_state": "state",
    "timers": "timers",
    "attributes": "attributes",
    "date_created": "date_created",
    "date_updated": "date_updated",
    "unique_name": "unique_name",
}


class UserConversationBehavior(ChildBehavior):
    """Finds the participants of a user; deleting one leaves the conversation.

    INFERRED (fidelity: user-conversations-order): newest first.
    """

    def find_record(
        self,
        context: RequestContext,
        parent: StoredResource,
        _collection: Collection,
        name: str,
    ) -> StoredResource | None:
        """Return the user's participant in the conversation with a SID or unique name."""
        service = parent.parent
        conversation = CONVERSATIONS.collection(context, service).find(name) if service else None
        if conversation is None:
            return None
        participants = PARTICIPANTS.collection(context, conversation)
        return participants.find_by_alias(parent.text("identity") or "")

    def list_owned(
        self, context: RequestContext, parent: StoredResource, _collection: Collection
    ) -> list[StoredResource]:
        """Return all participants of a user, who leaves all conversations when deleted."""
        return list(_find_participants(context, parent))

    def list_records(self, query: Query) -> Listing | Fault:
        """Return the user's participants."""
        return CreationListing(_find_participants(query.context, query.parent))

    def derive_values(self, write: Write) -> dict[str, Value]:
        """Return the date of the last read message."""
        return date_last_read(write)

    def read_reply(self, context: RequestContext, reply: ReplyReader) -> dict[str, Value]:
        """Return what the reply shows of the user's participant, whose identity is the user's."""
        services = SERVICES.collection(context, context.store.account)
        service = services.find_by_sid(reply.text("chat_service_sid") or "")
        users = USERS.collection(context, service) if service is not None else None
        user = users.find_by_sid(reply.text("user_sid") or "") if users is not None else None
        return {
            **({"identity": user.text("identity")} if user is not None else {}),
            "last_read_message_index": reply.number("last_read_message_index"),
            "notification_level": reply.text("notification_level"),
        }

    def shows_enough(self, values: dict[str, Value]) -> bool:
        """Whether the identity of the participant is known."""
        return "identity" in values

    def read_parent(self, reply: ReplyReader) -> ReplyReader:
        """Return what the reply shows of the conversation."""
        return read_conversation(reply, CONVERSATION_KEYS)


def _find_participants(context: RequestContext, user: StoredResource) -> Iterable[StoredResource]:
    identity = user.text("identity") or ""
    for participant in context.store.participants.find_by_identity(identity):
        if get_conversation(participant).parent is user.parent:
            yield participant
