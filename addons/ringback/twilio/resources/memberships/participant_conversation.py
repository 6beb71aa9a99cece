"""The table of the conversations that a participant is in, by identity or by address."""

from ringback.twilio.resources.memberships.conversation_attributes import (
    CREATED_BY,
    get_conversation,
    get_links,
    get_user_sid,
    read_conversation,
    show_of_conversation,
)
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.attributes import (
    Attribute,
    get_account_sid,
    get_parent_sid,
    get_service_sid,
    get_sid,
)
from ringback.twilio.schema.behavior import Operation, Query, ResourceBehavior
from ringback.twilio.schema.listing import CreationListing, Listing
from ringback.twilio.schema.parameters import Blank, Parameter
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import PageSize, Resource
from ringback.twilio.schema.validators import Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import MessagingBinding
from ringback.twilio.values.types import Json, Value

LARGEST_PAGE = 50

CONVERSATION_KEYS = {
    f"conversation_{name}": name
    for name in (
        *("friendly_name", "state", "timers", "attributes"),
        *("date_created", "date_updated", "unique_name"),
    )
}


class ParticipantConversationBehavior(ResourceBehavior):
    """Lists participants of all conversations of a service.

    INFERRED (fidelity: participant-conversations-order): newest first.
    """

    def list_records(self, query: Query) -> Listing | Fault:
        """Return the participants with an identity or with an address."""
        identity = query.filters.values.get("identity")
        address = query.filters.values.get("address")
        index = query.context.store.participants
        if isinstance(identity, str) and address is None:
            found = index.find_by_identity(identity)
        elif isinstance(address, str) and identity is None:
            found = index.find_by_address(address)
        else:
            # INFERRED (fidelity: lookup-without-user) if there is neither.
            return faults.ONE_USER_AT_A_TIME
        return CreationListing(one for one in found if get_conversation(one).parent is query.parent)

    def read_reply(self, _context: RequestContext, reply: ReplyReader) -> dict[str, Value]:
        """Return the identity and the addresses of the participant, if it has any."""
        binding = "participant_messaging_binding"
        names = ("address", "proxy_address", "projected_address")
        values: dict[str, Value] = {name: reply.text(binding, name) for name in names}
        values["identity"] = reply.text("participant_identity")
        return {name: value for name, value in values.items() if value is not None}

    def shows_enough(self, values: dict[str, Value]) -> bool:
        """Whether there is an identity or an address."""
        return "identity" in values or "address" in values

    def read_parent(self, reply: ReplyReader) -> ReplyReader:
        """Return what the reply shows of the conversation."""
        return read_conversation(reply, CONVERSATION_KEYS)


def _get_binding(participant: StoredResource, _context: RequestContext) -> Json:
    # All six keys, while the participant itself shows only those that are set.
    binding = MessagingBinding.from_values(participant.values)
    if binding.type is None:
        return None
    return {
        "address": binding.address,
        "proxy_address": binding.proxy_address,
        "type": binding.type,
        "level": None,
        "name": None,
        "projected_address": binding.projected_address,
    }


PARTICIPANT_CONVERSATIONS = Resource(
    segment="ParticipantConversations",
    prefix="MB",
    key="conversations",
    parent=SERVICES,
    attributes=(
        Attribute("account_sid", get_account_sid),
        Attribute("chat_service_sid", get_service_sid),
        Attribute("conversation_sid", get_parent_sid),
        Attribute("participant_sid", get_sid),
        show_of_conversation("friendly_name", "conversation_friendly_name"),
        show_of_conversation("state", "conversation_state"),
        show_of_conversation("timers", "conversation_timers"),
        show_of_conversation("attributes", "conversation_attributes"),
        show_of_conversation("date_created", "conversation_date_created"),
        show_of_conversation("date_updated", "conversation_date_updated"),
        Attribute("conversation_created_by", default=CREATED_BY),
        show_of_conversation("unique_name", "conversation_unique_name"),
        Attribute("participant_user_sid", get_user_sid),
        Attribute("participant_identity", lambda participant, _: participant.text("identity")),
        Attribute("participant_messaging_binding", _get_binding),
        Attribute("links", get_links),
    ),
    operations=frozenset((Operation.LIST,)),
    filters=(
        Parameter("Identity", "identity", Text(), blank=Blank.IGNORED),
        Parameter("Address", "address", Text(), blank=Blank.IGNORED),
    ),
    page_size=PageSize(LARGEST_PAGE, LARGEST_PAGE),
    lists_meta_first=False,
    sid_key="participant_sid",
    behavior=ParticipantConversationBehavior(),
    shows=PARTICIPANTS,
)
