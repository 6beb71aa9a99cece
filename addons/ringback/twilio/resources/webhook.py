"""Webhooks of a conversation: kept, shown and never called."""

import re

from ringback.twilio.resources.child_hooks import ChildHooks
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.schema.attributes import (
    CHAT_SERVICE_SID,
    Attribute,
    account_sid,
    own_sid,
    own_url,
    parent_sid,
    show_value,
)
from ringback.twilio.schema.hooks import Operation, Write
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Choice, Number, Sid, Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Json, Value

MOST_WEBHOOKS = 5
LONGEST_URL = 512

# What a webhook of a conversation can be told of: events that have happened, in a conversation.
# CONFLICT: Twilio's example for these webhooks has two names that its list of filters lacks. That
# all other names are refused is INFERRED: those of what is about to happen (`onMessageAdd`), as
# only webhooks of an account or a service get them, and those of users.
EVENTS = (
    "onConversationDestroyed",
    "onMessageSent",
    "onConversationAdded",
    "onConversationRemoved",
    "onConversationStateUpdated",
    "onConversationUpdated",
    "onDeliveryUpdated",
    "onMessageAdded",
    "onMessageRemoved",
    "onMessageUpdated",
    "onParticipantAdded",
    "onParticipantRemoved",
    "onParticipantUpdated",
)

# Each target with what it shows of its configuration, and what it cannot be without. CONFLICT: in
# Twilio's examples a trigger's words stand under "filters"; clients read "triggers".
SHOWN = {
    "webhook": ("url", "method", "filters"),
    "trigger": ("url", "method", "triggers"),
    "studio": ("flow_sid",),
}
NEEDED = {
    "webhook": (("url", faults.NO_WEBHOOK_URL), ("filters", faults.NO_FILTERS)),
    "trigger": (("url", faults.NO_WEBHOOK_URL), ("triggers", faults.NO_TRIGGERS)),
    "studio": (("flow_sid", faults.INVALID_FLOW),),
}

CONFIGURATION = (
    Parameter(
        "Configuration.Url",
        "url",
        Text(
            LONGEST_URL,
            faults.WEBHOOK_URL_TOO_LONG,
            never=re.compile("(?!https?://[^/]).*", re.DOTALL),  # INFERRED: "the absolute url"
            forbidden=faults.INVALID_WEBHOOK_URL,
        ),
    ),
    Parameter(
        "Configuration.Method",
        "method",
        Choice(("get", "post"), faults.INVALID_WEBHOOK_METHOD, any_case=True),
    ),
    Parameter(
        "Configuration.Filters", "filters", Choice(EVENTS, faults.INVALID_FILTER), repeated=True
    ),
    Parameter("Configuration.Triggers", "triggers", Text(), repeated=True),
    Parameter("Configuration.FlowSid", "flow_sid", Sid("FW", faults.INVALID_FLOW)),
)
CREATION = (
    Parameter(
        "Target",
        "target",
        Choice(tuple(SHOWN), faults.INVALID_TARGET, empty=faults.NO_TARGET),
        required=True,
    ),
    *CONFIGURATION,
    # Taken, checked and then not shown: Twilio's examples do not have it in replies.
    Parameter("Configuration.ReplayAfter", "replay_after", Number(faults.INVALID_PARAMETER)),
)


class WebhookHooks(ChildHooks):
    """Each target needs a part of the configuration."""

    def refuse_values(self, write: Write) -> Fault | None:
        """Refuse a webhook that lacks what its target needs."""
        kept = write.record.values if write.record is not None else {}
        values = {**kept, **write.arguments.values}
        needed = NEEDED.get(str(values.get("target")), ())
        return next((fault for key, fault in needed if not values.get(key)), None)

    def learned(self, _scene: RequestContext, recorded: ReplyReader) -> dict[str, Value]:
        """Learn the configuration."""
        return {
            **{key: recorded.text("configuration", key) for key in ("url", "method", "flow_sid")},
            **{key: recorded.texts("configuration", key) for key in ("filters", "triggers")},
        }


def _configuration(record: StoredResource, _scene: RequestContext) -> Json:
    values: dict[str, Value] = {"method": "post", **record.values}  # INFERRED, where none was sent
    shown = SHOWN.get(record.text("target") or "", ())
    return {key: show_value(values.get(key)) for key in shown}


WEBHOOKS = Resource(
    segment="Webhooks",
    prefix="WH",
    key="webhooks",
    parent=CONVERSATIONS,
    attributes=(
        Attribute("account_sid", account_sid),
        CHAT_SERVICE_SID,
        Attribute("conversation_sid", parent_sid),
        Attribute("sid", own_sid),
        Attribute("target"),
        Attribute("configuration", _configuration),
        Attribute("date_created"),
        Attribute("date_updated"),
        Attribute("url", own_url),
    ),
    operations=frozenset(Operation),
    creation=CREATION,
    update=CONFIGURATION,
    page_size=MOST_WEBHOOKS,
    largest_page=MOST_WEBHOOKS,
    limit=(MOST_WEBHOOKS, faults.WEBHOOKS_EXCEEDED),
    is_told=False,
    hooks=WebhookHooks(),
    inferred="the status of faults; which filters are taken; webhooks are kept and never called",
)
