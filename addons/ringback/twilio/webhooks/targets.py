"""Who is told of an event: the webhooks of the account or service, and of the conversation."""

from collections.abc import Iterable, Iterator

from ringback.twilio.resources.configuration.webhooks import ACCOUNT_WEBHOOKS
from ringback.twilio.resources.webhook import FROM_ADDRESS, WEBHOOKS
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.change import Change
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.webhooks.event import TargetKind, WebhookTarget

_MESSAGE_ADDED = "onMessageAdded"
_FLEX = "Flex is not faked, and gets no webhooks"
_STUDIO = "Studio is not faked, and starts no flow"


def find_targets(
    store: AccountStore, change: Change, removed_webhooks: tuple[StoredResource, ...] = ()
) -> Iterator[WebhookTarget]:
    """Yield the targets of a post-action event."""
    if not change.only_for:
        configured = find_configured(store, change.record, change.event, "post_webhook_url")
        if configured is not None:
            yield configured
    conversation = _find_above(change.record, "Conversations")
    if conversation is None:
        return
    stored = store.find_collection(WEBHOOKS.segment, conversation) or ()
    removed = (one for one in removed_webhooks if one.parent_sid == conversation.sid)
    for webhook in (*stored, *removed):
        if change.only_for in ("", webhook.sid) and _is_wanted(webhook, change):
            yield _describe(webhook)


def find_configured(
    store: AccountStore, record: StoredResource, event: str, url: str
) -> WebhookTarget | None:
    """Return the target that the configuration of a record's service or account names, or None.

    `url` is the name of the value, for events before or after an action. CONFLICT
    (fidelity: webhook-precedence): a service with a URL of its own silences the account's.
    """
    service = _find_above(record, "Services")
    own = _find_configuration(store, service) if service is not None else None
    if own is not None and (own.text("post_webhook_url") or own.text("pre_webhook_url")):
        return _read_configured(own, "service", event, url)
    account = _find_configuration(store, store.account)
    return None if account is None else _read_configured(account, "account", event, url)


def _find_configuration(store: AccountStore, parent: StoredResource) -> StoredResource | None:
    collection = store.find_collection(ACCOUNT_WEBHOOKS.segment, parent)
    return next(iter(collection), None) if collection is not None else None


def _read_configured(
    configuration: StoredResource, kind: TargetKind, event: str, url: str
) -> WebhookTarget | None:
    """Return the target of an event, or None.

    INFERRED (fidelity: webhook-no-filters): without any filter, all events are sent.
    """
    filters = configuration.values.get("filters")
    address = configuration.text(url)
    if isinstance(filters, tuple) and filters and event not in filters:
        return None
    if address is None:
        return None
    is_flex = kind == "account" and configuration.text("target") == "flex"
    method = configuration.text("method") or "POST"
    return WebhookTarget(address, method, kind, called=not is_flex, why_not=_FLEX * is_flex)


def _is_wanted(webhook: StoredResource, change: Change) -> bool:
    """Whether a conversation's webhook is told of an event.

    INFERRED (fidelity: webhook-triggers): a trigger is a text in the body, in the same case, and
    a Studio flow starts with each new message.
    """
    target = webhook.text("target")
    if target == "webhook":
        return change.event in _list(webhook, "filters")
    if change.event != _MESSAGE_ADDED:
        return False
    body = change.record.text("body") or ""
    return target == "studio" or any(word in body for word in _list(webhook, "triggers"))


def _list(webhook: StoredResource, key: str) -> Iterable[str]:
    values = webhook.values.get(key)
    return values if isinstance(values, tuple) else ()


def _describe(webhook: StoredResource) -> WebhookTarget:
    kind: TargetKind = "address" if webhook.values.get(FROM_ADDRESS) else "conversation"
    if webhook.text("target") == "studio":
        flow = webhook.text("flow_sid") or ""
        return WebhookTarget(flow, "POST", kind, webhook.sid, called=False, why_not=_STUDIO)
    method = (webhook.text("method") or "POST").upper()
    return WebhookTarget(webhook.text("url") or "", method, kind, webhook.sid)


def _find_above(record: StoredResource, segment: str) -> StoredResource | None:
    """Return the record itself or the one above it in a collection, or None."""
    above: StoredResource | None = record
    while above is not None and above.segment != segment:
        above = above.parent
    return above
