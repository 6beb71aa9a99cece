"""What the parameters of all webhooks have in common: URLs, methods and names of events."""

import re

from ringback.settings.names import POST_ACTION_EVENTS
from ringback.twilio.schema.validators import Choice, Text
from ringback.twilio.values import faults

LONGEST_URL = 512

# The events after a change in a conversation, which all webhooks can receive.
# CONFLICT (fidelity: webhook-filters): examples have names that the lists of filters lack.
EVENTS = (
    "onConversationDestroyed",
    "onMessageSent",
    *(event for event in POST_ACTION_EVENTS if not event.startswith("onUser")),
)

# INFERRED (fidelity: webhook-url): an absolute URL is an HTTP URL with a host.
URL = Text(
    LONGEST_URL,
    faults.WEBHOOK_URL_TOO_LONG,
    excluded=re.compile("(?!(?i:https?)://[^/?#]).*", re.DOTALL),
    excluded_fault=faults.INVALID_WEBHOOK_URL,
)
# INFERRED (fidelity: webhook-other-filters): all other names are refused: those before a change
# (`onMessageAdd`), which only webhooks of an account or a service receive, and those of users.
CONVERSATION_FILTER = Choice(EVENTS, faults.INVALID_FILTER)
METHOD = Choice(("GET", "POST"), faults.INVALID_WEBHOOK_METHOD, any_case=True)
