"""Webhooks of an account and of a service, before actions and after them."""

from ringback.settings.names import PRE_ACTION_EVENTS
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
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Choice
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.types import Value

EVENTS_OF_USERS = ("onUserAdded", "onUserUpdate", "onUserUpdated")
EVENTS_BEFORE_CHANGES = tuple(event for event in PRE_ACTION_EVENTS if event not in EVENTS_OF_USERS)
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
NO_FILTERS = (
    "The webhooks have no Filters: the fake sends all events. Name those that you need: "
    "Twilio sends no others."
)
TARGET = Parameter(
    "Target", "target", Choice(("webhook", "flex"), faults.INVALID_TARGET, any_case=True)
)


class ConfiguredWebhooksBehavior(ResourceBehavior):
    """Webhooks that are registered are called."""

    def on_written(self, write: Write, record: StoredResource) -> None:
        """Note that the account has webhooks; add a note for who names no events, or Flex."""
        if not note_webhooks(write.context.store, record):
            return
        if not record.values.get("filters"):
            write.context.notes.append(NO_FILTERS)
        if record.text("target") == "flex":
            write.context.notes.append("The webhooks are for Flex, which is not faked.")

    def seed_singleton(
        self,
        context: RequestContext,
        record: StoredResource,
        reply: ReplyReader,
        values: dict[str, Value],
    ) -> None:
        """Apply the values of a recorded reply, and note that the account has webhooks."""
        super().seed_singleton(context, record, reply, values)
        note_webhooks(context.store, record)


def note_webhooks(store: AccountStore, record: StoredResource) -> bool:
    """Note in the account whether a configuration names URLs, and return that."""
    has_pre, has_post = (bool(record.text(f"{when}_webhook_url")) for when in ("pre", "post"))
    store.has_webhooks |= has_pre or has_post
    store.has_pre_webhooks |= has_pre
    return has_pre or has_post


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
