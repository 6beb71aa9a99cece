"""The conversations that somebody takes part in, by identity or by address."""

from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.attributes import Attribute, account_sid, own_sid, parent_sid
from ringback.twilio.schema.hooks import Operation, Query, ResourceHooks
from ringback.twilio.schema.listing import ByCreation, Listing
from ringback.twilio.schema.parameters import Blank, Parameter
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import MessagingBinding
from ringback.twilio.values.types import Json

LARGEST_PAGE = 50


class ParticipantConversationHooks(ResourceHooks):
    """Participants of all conversations of a service, the latest first (INFERRED)."""

    def listed(self, query: Query) -> Listing | Fault:
        """List by an identity or by an address."""
        identity = query.filters.values.get("identity")
        address = query.filters.values.get("address")
        roster = query.context.store.roster
        if isinstance(identity, str) and address is None:
            found = roster.with_identity(identity)
        elif isinstance(address, str) and identity is None:
            found = roster.with_address(address)
        else:
            return faults.ONE_USER_AT_A_TIME  # INFERRED, where there is neither
        return ByCreation(one for one in found if _service_sid(one) == query.parent.sid)


def _service_sid(participant: StoredResource) -> str:
    return _conversation(participant).parent_sid


def _conversation(participant: StoredResource) -> StoredResource:
    return participant.parent or participant


def _chat_service_sid(participant: StoredResource, _scene: RequestContext) -> Json:
    return _service_sid(participant)


def _of_conversation(name: str) -> Attribute:
    """Return the row that shows an attribute of the conversation."""
    row = next(row for row in CONVERSATIONS.attributes if row.name == name)

    def shown(participant: StoredResource, context: RequestContext) -> Json:
        return row.of(_conversation(participant), context)

    return Attribute(f"conversation_{name}", shown)


def _user_sid(participant: StoredResource, context: RequestContext) -> Json:
    identity = participant.text("identity")
    if identity is None:
        return None
    return context.store.sids.derived("US", f"{_service_sid(participant)}/{identity}")


def _binding(participant: StoredResource, _scene: RequestContext) -> Json:
    # Six keys here, where the participant itself shows those that are set.
    reach = MessagingBinding.of(participant.values)
    if reach.binding is None:
        return None
    return {
        "address": reach.address,
        "proxy_address": reach.proxy,
        "type": reach.binding,
        "level": None,
        "name": None,
        "projected_address": reach.projected,
    }


def _links(participant: StoredResource, context: RequestContext) -> Json:
    return {
        "participant": context.url(participant),
        "conversation": context.url(_conversation(participant)),
    }


PARTICIPANT_CONVERSATIONS = Resource(
    segment="ParticipantConversations",
    prefix="MB",
    key="conversations",
    parent=SERVICES,
    attributes=(
        Attribute("account_sid", account_sid),
        Attribute("chat_service_sid", _chat_service_sid),
        Attribute("conversation_sid", parent_sid),
        Attribute("participant_sid", own_sid),
        _of_conversation("friendly_name"),
        _of_conversation("state"),
        _of_conversation("timers"),
        _of_conversation("attributes"),
        _of_conversation("date_created"),
        _of_conversation("date_updated"),
        Attribute("conversation_created_by", default="system"),  # INFERRED
        _of_conversation("unique_name"),
        Attribute("participant_user_sid", _user_sid),
        Attribute("participant_identity", lambda participant, _: participant.text("identity")),
        Attribute("participant_messaging_binding", _binding),
        Attribute("links", _links),
    ),
    operations=frozenset((Operation.LIST,)),
    filters=(
        Parameter("Identity", "identity", Text(), blank=Blank.IGNORED),
        Parameter("Address", "address", Text(), blank=Blank.IGNORED),
    ),
    page_size=LARGEST_PAGE,
    largest_page=LARGEST_PAGE,
    hooks=ParticipantConversationHooks(),
    inferred="the order; `conversation_created_by`",
)
