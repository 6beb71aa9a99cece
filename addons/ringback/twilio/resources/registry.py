"""All faked resources, parents first: of the API, and of the host that stores files."""

from ringback.twilio.resources.configuration.account import CONFIGURATION
from ringback.twilio.resources.configuration.address import ADDRESSES
from ringback.twilio.resources.configuration.notifications import NOTIFICATIONS
from ringback.twilio.resources.configuration.service import SERVICE_CONFIGURATION
from ringback.twilio.resources.configuration.webhooks import ACCOUNT_WEBHOOKS, SERVICE_WEBHOOKS
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.conversation_with_participants.resource import WITH_PARTICIPANTS
from ringback.twilio.resources.media.media import CONTENT, MEDIA
from ringback.twilio.resources.memberships.participant_conversation import (
    PARTICIPANT_CONVERSATIONS,
)
from ringback.twilio.resources.memberships.user_conversation import USER_CONVERSATIONS
from ringback.twilio.resources.message import MESSAGES
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.push.binding import BINDINGS
from ringback.twilio.resources.push.credential import CREDENTIALS
from ringback.twilio.resources.receipt import RECEIPTS
from ringback.twilio.resources.roles.role import ROLES
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.resources.users.user import USERS
from ringback.twilio.resources.webhook import WEBHOOKS

RESOURCES = (
    CONFIGURATION,
    SERVICES,
    SERVICE_CONFIGURATION,
    ACCOUNT_WEBHOOKS,
    SERVICE_WEBHOOKS,
    NOTIFICATIONS,
    ADDRESSES,
    CREDENTIALS,
    BINDINGS,
    ROLES,
    USERS,
    CONVERSATIONS,
    PARTICIPANTS,
    MESSAGES,
    RECEIPTS,
    WEBHOOKS,
    WITH_PARTICIPANTS,
    PARTICIPANT_CONVERSATIONS,
    USER_CONVERSATIONS,
)
MEDIA_RESOURCES = (MEDIA, CONTENT)
