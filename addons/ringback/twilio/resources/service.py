"""Services: each holds conversations of its own; one exists from the start."""

from ringback.twilio.schema.attributes import Attribute, account_sid, links, own_sid, own_url
from ringback.twilio.schema.hooks import Operation
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Text
from ringback.twilio.values import faults

LONGEST_NAME = 256

SERVICES = Resource(
    segment="Services",
    prefix="IS",
    key="services",
    parent=None,
    attributes=(
        Attribute("sid", own_sid),
        # CONFLICT: null in live replies of 2021 and 2022, a SID in Twilio's description.
        Attribute("account_sid", account_sid),
        Attribute("friendly_name"),
        Attribute("date_created"),
        Attribute("date_updated"),
        Attribute("url", own_url),
        Attribute(
            "links",
            links(
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
    is_told=False,
    inferred="the default service's name; nothing takes its place when it is deleted",
)
