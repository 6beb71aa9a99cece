"""The kinds of records in a document: each has the fields of Twilio's own tables."""

from dataclasses import dataclass

from ringback.twilio.resources.configuration.account import CONFIGURATION as OF_ACCOUNT
from ringback.twilio.resources.configuration.address import ADDRESSES
from ringback.twilio.resources.configuration.notifications import NOTIFICATIONS
from ringback.twilio.resources.configuration.service import SERVICE_CONFIGURATION
from ringback.twilio.resources.configuration.webhooks import ACCOUNT_WEBHOOKS, SERVICE_WEBHOOKS
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.delivery.summary import COUNTED
from ringback.twilio.resources.memberships.user_conversation import USER_CONVERSATIONS
from ringback.twilio.resources.message import MESSAGES
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.push.binding import BINDINGS
from ringback.twilio.resources.push.credential import CREDENTIALS
from ringback.twilio.resources.receipt import RECEIPTS
from ringback.twilio.resources.roles.role import ROLES
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.resources.users.user import USERS
from ringback.twilio.resources.webhook import CONFIGURATION as WEBHOOK_CONFIGURATION
from ringback.twilio.resources.webhook import CREATION as WEBHOOK_CREATION
from ringback.twilio.resources.webhook import FROM_ADDRESS, WEBHOOKS
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Boolean, Choice, DateTime, Number, Text
from ringback.twilio.state_document.fields import Field, of_records, of_requests, sid_field
from ringback.twilio.state_document.files import ATTACHMENT_FIELDS, FILE_FIELDS, MEDIA
from ringback.twilio.values.faults import INVALID_PARAMETER

# The key of the one configuration of an account or of a service.
CONFIGURATION = "configuration"

INDEX = Parameter("Index", "index", Number(INVALID_PARAMETER))
ACCOUNT_SID = "account_sid"
NEXT_INDEX = "next_message_index"
FORMER_SIDS, TWILIO_NUMBERS = "former_sids", "twilio_numbers"

_DATE = DateTime(INVALID_PARAMETER)
_DATES = of_records(
    Parameter("DateCreated", "date_created", _DATE), Parameter("DateUpdated", "date_updated", _DATE)
)
# A webhook's ReplayAfter is an action, and nothing of it stays.
_WEBHOOK = tuple(each for each in WEBHOOK_CREATION if each.key != "replay_after")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record.

    - `key`: the key of its list in a document; `noun`: its name in messages.
    - `resource`: where its records are stored.
    - `children`: the kinds under it.
    - `is_single`: whether there is one under each parent, a mapping instead of a list.
    """

    key: str
    noun: str
    resource: Resource
    fields: tuple[Field, ...]
    children: "tuple[Kind, ...]" = ()
    is_single: bool = False

    def __post_init__(self) -> None:
        # A dump has them in this order, and its dates are what is looked at last.
        ordered = sorted(self.fields, key=lambda field: field.keys[0].startswith("date_"))
        object.__setattr__(self, "fields", tuple(ordered))

    @property
    def title(self) -> str:
        """The noun with its article."""
        return f"{'an' if self.noun[0] in 'aeio' else 'a'} {self.noun}"

    @property
    def shown_only(self) -> frozenset[str]:
        """The keys that replies have and that follow from the rest, such as `url`."""
        # An account of a document is no reply of its own.
        shown = () if self.key == "accounts" else self.resource.attributes
        return frozenset(row.name for row in shown)


def _single(key: str, noun: str, resource: Resource, children: tuple[Kind, ...] = ()) -> Kind:
    return Kind(key, noun, resource, of_requests(resource.update), children, is_single=True)


PARTICIPANT = Kind(
    "participants",
    "participant",
    PARTICIPANTS,
    (
        sid_field("MB"),
        *of_requests((*PARTICIPANTS.creation, *USER_CONVERSATIONS.update)),
    ),
)
# Twilio makes receipts and bindings, and no request does.
RECEIPT = Kind(
    "delivery_receipts",
    "delivery receipt",
    RECEIPTS,
    (
        sid_field("DY"),
        *of_records(
            Parameter("ChannelMessageSid", "channel_message_sid", Text()),
            Parameter("Status", "status", Choice(tuple(COUNTED), INVALID_PARAMETER)),
            Parameter("ErrorCode", "error_code", Number(INVALID_PARAMETER)),
        ),
        sid_field("MB", "ParticipantSid", "participant_sid"),
        *_DATES,
    ),
)
ATTACHMENT = Kind("media", "file", MEDIA, ATTACHMENT_FIELDS)
MESSAGE = Kind(
    "messages",
    "message",
    MESSAGES,
    (
        sid_field("IM"),
        *of_records(INDEX),
        *of_requests(MESSAGES.creation),
        sid_field("MB", "ParticipantSid", "participant_sid"),
    ),
    (ATTACHMENT, RECEIPT),
)
WEBHOOK = Kind(
    "webhooks",
    "webhook",
    WEBHOOKS,
    (
        sid_field("WH"),
        *of_requests((*_WEBHOOK, *WEBHOOK_CONFIGURATION)),
        *of_records(Parameter("FromAddress", FROM_ADDRESS, Boolean(INVALID_PARAMETER))),
        *_DATES,
    ),
)
CONVERSATION = Kind(
    "conversations",
    "conversation",
    CONVERSATIONS,
    (
        sid_field("CH"),
        # After the last message that is left, where newer ones were deleted.
        *of_records(Parameter("NextMessageIndex", NEXT_INDEX, Number(INVALID_PARAMETER))),
        # Those of an update, among whose states is `closed`.
        *of_requests(CONVERSATIONS.update),
        *of_records(
            Parameter("Timers.DateStarted", "timers_from", _DATE),
            Parameter("Timers.DateSet", "timers_set", _DATE),
        ),
    ),
    (PARTICIPANT, WEBHOOK, MESSAGE),
)
USER = Kind("users", "user", USERS, (sid_field("US"), *of_requests(USERS.creation), *_DATES))
ROLE = Kind("roles", "role", ROLES, (sid_field("RL"), *of_requests(ROLES.creation), *_DATES))
_BINDING_TYPE = next(each for each in BINDINGS.filters if each.key == "binding_type")
BINDING = Kind(
    "bindings",
    "binding",
    BINDINGS,
    (
        sid_field("BS"),
        *of_records(
            Parameter("Endpoint", "endpoint", Text()),
            Parameter("Identity", "identity", Text()),
            Parameter("BindingType", "binding_type", _BINDING_TYPE.validator),
            Parameter("MessageTypes", "message_types", Text(), repeated=True),
        ),
        sid_field("CR", "CredentialSid", "credential_sid"),
        *_DATES,
    ),
)
FILE = Kind("media", "file", MEDIA, FILE_FIELDS)

# What a service has, in the order in which it is made: each may need what is before it.
OF_A_SERVICE = (ROLE, USER, FILE, CONVERSATION, BINDING)

SERVICE = Kind(
    "services",
    "service",
    SERVICES,
    (sid_field("IS"), *of_requests(SERVICES.creation), *_DATES),
    (
        _single(
            CONFIGURATION,
            "configuration of a service",
            SERVICE_CONFIGURATION,
            (
                _single("webhooks", "configuration of webhooks", SERVICE_WEBHOOKS),
                _single("notifications", "configuration of notifications", NOTIFICATIONS),
            ),
        ),
        *OF_A_SERVICE,
    ),
)
CREDENTIAL = Kind(
    "credentials",
    "credential",
    CREDENTIALS,
    (sid_field("CR"), *of_requests(CREDENTIALS.creation), *_DATES),
)
ADDRESS = Kind(
    "address_configurations",
    "address configuration",
    ADDRESSES,
    (sid_field("IG"), *of_requests(ADDRESSES.creation), *_DATES),
)
ACCOUNT = Kind(
    "accounts",
    "account",
    OF_ACCOUNT,
    (
        sid_field("AC", "AccountSid", ACCOUNT_SID),
        *of_records(
            Parameter("FormerSids", FORMER_SIDS, Text(), repeated=True),
            Parameter("TwilioNumbers", TWILIO_NUMBERS, Text(), repeated=True),
        ),
    ),
    (
        _single(
            CONFIGURATION,
            "configuration of an account",
            OF_ACCOUNT,
            (_single("webhooks", "configuration of webhooks", ACCOUNT_WEBHOOKS),),
        ),
        SERVICE,
        CREDENTIAL,
        ADDRESS,
        *OF_A_SERVICE,
    ),
)
