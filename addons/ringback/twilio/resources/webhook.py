"""Webhooks of a conversation, which are told of what happens in it."""

from dataclasses import replace

from ringback.http.forms import Form
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.webhook_parameters import CONVERSATION_FILTER, URL
from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.attributes import (
    CHAT_SERVICE_SID,
    Attribute,
    get_account_sid,
    get_parent_sid,
    get_sid,
    get_url,
    to_json,
)
from ringback.twilio.schema.behavior import Operation, ResourceBehavior, Write
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Limit, PageSize, Resource
from ringback.twilio.schema.validators import Choice, Number, Sid, Text
from ringback.twilio.store.change import BY_REQUEST, make_change
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Json, Value

MOST_WEBHOOKS = 5

# The value of a webhook that an address configuration has added.
FROM_ADDRESS = "from_address"

# What each target shows of its configuration, and what it requires. CONFLICT
# (fidelity: webhook-trigger-words): examples show a trigger's words under "filters".
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
    Parameter("Configuration.Url", "url", URL),
    Parameter(
        "Configuration.Method",
        "method",
        Choice(("get", "post"), faults.INVALID_WEBHOOK_METHOD, any_case=True),
    ),
    Parameter("Configuration.Filters", "filters", CONVERSATION_FILTER, repeated=True),
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
    # Never shown: Twilio's examples do not have it in replies.
    Parameter("Configuration.ReplayAfter", "replay_after", Number(faults.INVALID_PARAMETER)),
)


class WebhookBehavior(ResourceBehavior):
    """Each target requires a part of the configuration."""

    def refuse_write(self, write: Write) -> Fault | None:
        """Return the fault of a write in a closed conversation, or None.

        INFERRED (fidelity: initializing-children): one that is initializing can have webhooks.
        """
        return conversation_state.refuse_closed(write.parent, write.context.now)

    def refuse_values(self, write: Write) -> Fault | None:
        """Return the fault of a configuration that lacks what its target requires, or None."""
        stored = write.record.values if write.record is not None else {}
        values = {**stored, **write.arguments.values}
        needed = NEEDED.get(str(values.get("target")), ())
        return next((fault for key, fault in needed if not values.get(key)), None)

    def on_written(self, write: Write, record: StoredResource) -> None:
        """Replay the messages that a new webhook wants; add a note for who waits for a flow."""
        context = write.context
        context.store.has_webhooks = True
        if record.text("target") == "studio":
            context.notes.append("The webhook is stored, but the fake starts no Studio flow.")
        replay_after = write.arguments.values.get("replay_after")
        if write.operation is Operation.CREATE and isinstance(replay_after, int):
            _replay(context, write.parent, record, replay_after)

    def on_removed(self, context: RequestContext, record: StoredResource) -> None:
        """Remember the webhook, which is still told that its conversation was removed."""
        if context.removed_webhooks is not None:
            context.removed_webhooks.append(record)

    def on_seeded(self, context: RequestContext, _record: StoredResource, _form: Form) -> None:
        """Note that the account has webhooks."""
        context.store.has_webhooks = True

    def read_reply(self, _context: RequestContext, reply: ReplyReader) -> dict[str, Value]:
        """Return the configuration, with a trigger's words under either name."""
        lists = {key: reply.texts("configuration", key) for key in ("filters", "triggers")}
        if reply.text("target") == "trigger" and lists["triggers"] is None:
            lists["triggers"] = lists["filters"]
        return {
            **{key: reply.text("configuration", key) for key in ("url", "method", "flow_sid")},
            **lists,
        }


def _replay(
    context: RequestContext, conversation: StoredResource, webhook: StoredResource, first: int
) -> None:
    """Report the messages from an index on again, to one webhook.

    INFERRED (fidelity: webhook-replay): as messages that a request has just added.
    """
    if context.changes is None:
        context.changes = []
    messages = context.store.find_collection("Messages", conversation)
    for message in messages.order.ascending(first - 1) if messages is not None else ():
        change = make_change("onMessageAdded", message, context.instant, BY_REQUEST)
        context.changes.append(replace(change, only_for=webhook.sid))


def _get_configuration(record: StoredResource, _context: RequestContext) -> Json:
    # INFERRED (fidelity: webhook-method): the default.
    values: dict[str, Value] = {"method": "post", **record.values}
    shown = SHOWN.get(record.text("target") or "", ())
    return {key: to_json(values.get(key)) for key in shown}


WEBHOOKS = Resource(
    segment="Webhooks",
    prefix="WH",
    key="webhooks",
    parent=CONVERSATIONS,
    attributes=(
        Attribute("account_sid", get_account_sid),
        CHAT_SERVICE_SID,
        Attribute("conversation_sid", get_parent_sid),
        Attribute("sid", get_sid),
        Attribute("target"),
        Attribute("configuration", _get_configuration),
        Attribute("date_created"),
        Attribute("date_updated"),
        Attribute("url", get_url),
    ),
    operations=frozenset(Operation),
    creation=CREATION,
    update=CONFIGURATION,
    page_size=PageSize(MOST_WEBHOOKS, MOST_WEBHOOKS),
    limit=Limit(MOST_WEBHOOKS, faults.WEBHOOKS_EXCEEDED),
    sends_webhooks=False,
    behavior=WebhookBehavior(),
)
