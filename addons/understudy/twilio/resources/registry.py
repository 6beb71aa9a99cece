"""All the resources that the fake has, parents first."""

from understudy.twilio.resources.configuration import CONFIGURATION
from understudy.twilio.resources.conversation import CONVERSATIONS
from understudy.twilio.resources.conversation_with_participants import WITH_PARTICIPANTS
from understudy.twilio.resources.message import MESSAGES
from understudy.twilio.resources.participant import PARTICIPANTS
from understudy.twilio.resources.participant_conversation import PARTICIPANT_CONVERSATIONS
from understudy.twilio.resources.service import SERVICES
from understudy.twilio.resources.webhook import WEBHOOKS

RESOURCES = (
    CONFIGURATION,
    SERVICES,
    CONVERSATIONS,
    PARTICIPANTS,
    MESSAGES,
    WEBHOOKS,
    WITH_PARTICIPANTS,
    PARTICIPANT_CONVERSATIONS,
)
