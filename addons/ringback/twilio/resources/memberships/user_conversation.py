"""The tables of the conversations that a user is in."""

from ringback.twilio.resources.common_parameters import LAST_READ_INDEX, LAST_READ_TIMESTAMP
from ringback.twilio.resources.memberships.conversation_attributes import (
    CREATED_BY,
    find_user_of,
    get_conversation,
    get_links,
    get_user_sid,
    show_of_conversation,
)
from ringback.twilio.resources.memberships.user_conversation_behavior import (
    UserConversationBehavior,
)
from ringback.twilio.resources.message import MESSAGES
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.users.user import USERS
from ringback.twilio.schema.attributes import (
    Attribute,
    get_account_sid,
    get_parent_sid,
    get_service_sid,
    get_sid,
)
from ringback.twilio.schema.behavior import Operation
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import PageSize, Resource
from ringback.twilio.schema.validators import Choice
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.types import Json

LARGEST_PAGE = 50

DEFAULT_LEVEL = "default"
LEVELS = (DEFAULT_LEVEL, "muted")


def _get_unread_count(participant: StoredResource, context: RequestContext) -> Json:
    """Return the number of messages after the last one that was read; null if none was read.

    INFERRED (fidelity: unread-count): null, and that a user's own messages count.
    """
    read = participant.number("last_read_message_index")
    if read is None:
        return None
    messages = MESSAGES.collection(context, get_conversation(participant))
    return messages.order.count_after(read)


def _get_url(participant: StoredResource, context: RequestContext) -> Json:
    user, conversation = find_user_of(participant, context), get_conversation(participant)
    return f"{context.url(user)}/{USER_CONVERSATIONS.segment}/{conversation.sid}" if user else None


USER_CONVERSATIONS = Resource(
    segment="Conversations",
    prefix="MB",
    key="conversations",
    parent=USERS,
    attributes=(
        Attribute("account_sid", get_account_sid),
        Attribute("chat_service_sid", get_service_sid),
        Attribute("conversation_sid", get_parent_sid),
        Attribute("unread_messages_count", _get_unread_count),
        Attribute("last_read_message_index"),
        Attribute("participant_sid", get_sid),
        Attribute("user_sid", get_user_sid),
        show_of_conversation("friendly_name"),
        show_of_conversation("state", "conversation_state"),
        show_of_conversation("timers"),
        show_of_conversation("attributes"),
        show_of_conversation("date_created"),
        show_of_conversation("date_updated"),
        Attribute("created_by", default=CREATED_BY),
        Attribute("notification_level", default=DEFAULT_LEVEL),
        show_of_conversation("unique_name"),
        Attribute("url", _get_url),
        Attribute("links", get_links),
    ),
    operations=frozenset(Operation) - {Operation.CREATE},
    update=(
        Parameter(
            "NotificationLevel",
            "notification_level",
            Choice(LEVELS, faults.INVALID_NOTIFICATION_LEVEL),
        ),
        LAST_READ_TIMESTAMP,
        LAST_READ_INDEX,
    ),
    page_size=PageSize(LARGEST_PAGE, LARGEST_PAGE),
    lists_meta_first=False,
    sends_webhooks=False,
    sid_key="participant_sid",
    behavior=UserConversationBehavior(),
    shows=PARTICIPANTS,
)
