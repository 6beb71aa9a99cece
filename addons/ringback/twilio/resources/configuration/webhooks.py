"""Webhooks of an account and of a service, which are stored and shown but never called."""

from ringback.twilio.resources.service import SERVICES
from ringback.twilio.resources.webhook_parameters import EVENTS, METHOD, URL
from ringback.twilio.schema.attributes import (
    Attribute,
    get_account_sid,
    get_own_url,
    get_parent_sid,
)
from ringback.twilio.schema.behavior import Operation, ResourceBehavior, Write
from ringback.twilio.schema.parameters import Blank, Parameter
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Choice
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults

EVENTS_BEFORE_CHANGES = (
    "onConversationAdd",
    "onConversationRemove",
    "onConversationUpdate",
    "onMessageAdd",
    "onMessageRemove",
    "onMessageUpdate",
    "onParticipantAdd",
    "onParticipantRemove",
    "onParticipantUpdate",
)
EVENTS_OF_USERS = ("onUserAdded", "onUserUpdate", "onUserUpdated")
# CONFLICT (fidelity: webhook-filters): only an example has it.
EVENTS_OF_EXAMPLES = ("onMessageSend",)
ALL_EVENTS = EVENTS + EVENTS_BEFORE_CHANGES + EVENTS_OF_USERS + EVENTS_OF_EXAMPLES

# INFERRED (fidelity: configured-webhook-faults): that the faults are those of a conversation's
# webhooks, that a service accepts the events of users too, and that an empty value removes one.
PARAMETERS = (
    Parameter("Method", "method", METHOD),
    Parameter(
        "Filters",
        "filters",
        Choice(ALL_EVENTS, faults.INVALID_FILTER),
        repeated=True,
        blank=Blank.CLEARS,
    ),
    Parameter("PreWebhookUrl", "pre_webhook_url", URL, blank=Blank.CLEARS),
    Parameter("PostWebhookUrl", "post_webhook_url", URL, blank=Blank.CLEARS),
)
TARGET = Parameter(
    "Target", "target", Choice(("webhook", "flex"), faults.INVALID_TARGET, any_case=True)
)


class ConfiguredWebhooksBehavior(ResourceBehavior):
    """Registered webhooks are not called."""

    def on_written(self, write: Write, record: StoredResource) -> None:
        """Add a note for who waits for the webhooks."""
        if record.text("pre_webhook_url") or record.text("post_webhook_url"):
            write.context.notes.append("The webhooks are stored, but the fake will not call them.")


# INFERRED (fidelity: configured-webhooks): what is shown before anything is set.
ACCOUNT_WEBHOOKS = Resource(
    segment="Configuration/Webhooks",
    prefix="",
    key="webhooks",
    parent=None,
    attributes=(
        Attribute("account_sid", get_account_sid),
        Attribute("pre_webhook_url"),
        Attribute("post_webhook_url"),
        Attribute("method", default="POST"),
        Attribute("filters", default=[]),
        Attribute("target", default="webhook"),
        Attribute("url", get_own_url),
    ),
    operations=frozenset((Operation.FETCH, Operation.UPDATE)),
    update=(*PARAMETERS, TARGET),
    sends_webhooks=False,
    singleton=True,
    behavior=ConfiguredWebhooksBehavior(),
)

SERVICE_WEBHOOKS = Resource(
    segment="Configuration/Webhooks",
    prefix="",
    key="webhooks",
    parent=SERVICES,
    attributes=(
        Attribute("account_sid", get_account_sid),
        Attribute("chat_service_sid", get_parent_sid),
        Attribute("pre_webhook_url"),
        Attribute("post_webhook_url"),
        Attribute("filters"),
        Attribute("method"),
        Attribute("url", get_own_url),
    ),
    operations=frozenset((Operation.FETCH, Operation.UPDATE)),
    update=PARAMETERS,
    sends_webhooks=False,
    singleton=True,
    needs_service=True,
    behavior=ConfiguredWebhooksBehavior(),
)
