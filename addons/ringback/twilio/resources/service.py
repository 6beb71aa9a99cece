"""The tables of services, each of which has its own conversations."""

from ringback.twilio.schema.attributes import (
    Attribute,
    get_account_sid,
    get_sid,
    get_url,
    make_links,
)
from ringback.twilio.schema.behavior import Operation, ResourceBehavior
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults

LONGEST_NAME = 256


class ServiceBehavior(ResourceBehavior):
    """Remembers the services that were deleted, which do not come back."""

    def on_removed(self, context: RequestContext, record: StoredResource) -> None:
        """Remember the SID."""
        context.store.former_sids[record.sid] = None


SERVICES = Resource(
    segment="Services",
    prefix="IS",
    key="services",
    parent=None,
    attributes=(
        Attribute("sid", get_sid),
        # CONFLICT (fidelity: service-account-sid): null in live replies of 2021 and 2022.
        Attribute("account_sid", get_account_sid),
        Attribute("friendly_name"),
        Attribute("date_created"),
        Attribute("date_updated"),
        Attribute("url", get_url),
        Attribute(
            "links",
            make_links(
                conversations="Conversations",
                users="Users",
                roles="Roles",
                bindings="Bindings",
                configuration="Configuration",
                participant_conversations="ParticipantConversations",
                conversation_with_participants="ConversationWithParticipants",
            ),
        ),
    ),
    operations=frozenset(Operation) - {Operation.UPDATE},
    creation=(
        Parameter(
            "FriendlyName",
            "friendly_name",
            Text(LONGEST_NAME, faults.FRIENDLY_NAME_TOO_LONG),
            required=True,
        ),
    ),
    foreign_key="chat_service_sid",
    lists_meta_first=False,
    sends_webhooks=False,
    behavior=ServiceBehavior(),
)
