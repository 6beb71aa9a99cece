"""The tables of participants."""

from ringback.twilio.resources.common_parameters import (
    DATE_CREATED,
    DATE_UPDATED,
    LAST_READ_INDEX,
    LAST_READ_TIMESTAMP,
    attributes,
    identity,
)
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.participant_behavior import ParticipantBehavior
from ringback.twilio.schema.attributes import (
    CHAT_SERVICE_SID,
    Attribute,
    get_account_sid,
    get_parent_sid,
    get_sid,
    get_url,
)
from ringback.twilio.schema.behavior import Operation
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Alias, Limit, Resource
from ringback.twilio.schema.validators import Sid
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.addresses import Address, RemovableAddress
from ringback.twilio.values.messaging_binding import FALLBACK, MessagingBinding
from ringback.twilio.values.types import Json

LARGEST_ATTRIBUTES = 4_096
MOST_PARTICIPANTS = 1_000  # CONFLICT (fidelity: participants-limit): 100 in an older source

IDENTITY = identity()
ROLE = Parameter("RoleSid", "role_sid", Sid("RL", faults.INVALID_ROLE))

CREATION = (
    IDENTITY,
    Parameter("MessagingBinding.Address", "address", Address(faults.INVALID_ADDRESS)),
    Parameter(
        "MessagingBinding.ProxyAddress", "proxy_address", Address(faults.INVALID_PROXY_ADDRESS)
    ),
    # Not in Twilio's OpenAPI description, but in its example `createRcsWithFallback`.
    Parameter(
        "MessagingBinding.ProxyAddressFallback", FALLBACK, Address(faults.INVALID_PROXY_ADDRESS)
    ),
    DATE_CREATED,
    DATE_UPDATED,
    attributes(LARGEST_ATTRIBUTES),
    Parameter(
        "MessagingBinding.ProjectedAddress", "projected_address", Address(faults.INVALID_ADDRESS)
    ),
    ROLE,
)

UPDATE = (
    DATE_CREATED,
    DATE_UPDATED,
    attributes(LARGEST_ATTRIBUTES),
    ROLE,
    Parameter(
        "MessagingBinding.ProxyAddress",
        "proxy_address",
        RemovableAddress(faults.INVALID_PROXY_ADDRESS),
    ),
    Parameter(
        "MessagingBinding.ProjectedAddress",
        "projected_address",
        RemovableAddress(faults.INVALID_ADDRESS),
    ),
    IDENTITY,
    LAST_READ_INDEX,
    LAST_READ_TIMESTAMP,
)


def _get_binding(record: StoredResource, _context: RequestContext) -> Json:
    channel = MessagingBinding.from_values(record.values).type
    if channel is None:
        return None
    shown: dict[str, Json] = {"type": channel}
    for key in ("address", "proxy_address", "projected_address"):
        if (address := record.text(key)) is not None:
            shown[key] = address
    return shown


PARTICIPANTS = Resource(
    segment="Participants",
    prefix="MB",
    key="participants",
    parent=CONVERSATIONS,
    attributes=(
        Attribute("account_sid", get_account_sid),
        CHAT_SERVICE_SID,
        Attribute("conversation_sid", get_parent_sid),
        Attribute("sid", get_sid),
        Attribute("identity"),
        Attribute("attributes", default="{}"),
        Attribute("messaging_binding", _get_binding),
        Attribute("role_sid"),
        Attribute("date_created"),
        Attribute("date_updated"),
        Attribute("url", get_url),
        Attribute("last_read_message_index"),
        Attribute("last_read_timestamp"),
    ),
    operations=frozenset(Operation),
    creation=CREATION,
    update=UPDATE,
    # Twilio's description accepts an identity in a fetch only.
    alias=Alias("identity", faults.PARTICIPANT_EXISTS, frozenset((Operation.FETCH,))),
    limit=Limit(MOST_PARTICIPANTS, faults.PARTICIPANTS_EXCEEDED),
    noun="Participant",
    behavior=ParticipantBehavior(),
)
