"""All the resources that the fake has, parents first."""

from understudy.twilio.resources.conversation import CONVERSATIONS
from understudy.twilio.resources.message import MESSAGES
from understudy.twilio.resources.participant import PARTICIPANTS
from understudy.twilio.resources.service import SERVICES
from understudy.twilio.resources.webhook import WEBHOOKS

RESOURCES = (SERVICES, CONVERSATIONS, PARTICIPANTS, MESSAGES, WEBHOOKS)
