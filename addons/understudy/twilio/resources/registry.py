"""All the resources that the fake has, parents first."""

from understudy.twilio.resources.conversation import CONVERSATIONS
from understudy.twilio.resources.service import SERVICES

RESOURCES = (SERVICES, CONVERSATIONS)
