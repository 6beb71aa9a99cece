"""From what has happened to the webhooks that report it."""

from collections.abc import Iterable

from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.change import Change
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget
from ringback.twilio.webhooks.parameters import PARAMETERS, POST_ACTION
from ringback.twilio.webhooks.readers import READERS
from ringback.twilio.webhooks.targets import find_targets

# How often a webhook is sent again, unless its URL says otherwise: the default of `rc` in Twilio's
# connection overrides.
RETRIES = 1


def report(
    store: AccountStore,
    changes: Iterable[Change],
    removed_webhooks: Iterable[StoredResource] = (),
) -> tuple[WebhookRequest, ...]:
    """Return the post-action webhooks of what has happened in an account, in order.

    `removed_webhooks` are those of conversations that have just been removed.
    """
    gone = tuple(removed_webhooks)
    return tuple(
        make_webhook(store, change, target, RETRIES)
        for change in changes
        if change.event in POST_ACTION  # there is none for a user who is deleted
        for target in find_targets(store, change, gone)
    )


def make_webhook(
    store: AccountStore, change: Change, target: WebhookTarget, retries: int = 0
) -> WebhookRequest:
    """Return the webhook that reports an event to a target."""
    return WebhookRequest(
        change.event,
        target,
        read_parameters(store, change),
        store.account.sid,
        find_conversation_sid(change.record),
        change.occurred,
        store.auth_token,
        retries,
    )


def read_parameters(store: AccountStore, change: Change) -> tuple[tuple[str, str], ...]:
    """Return the parameters of an event that are set."""
    cause, readers = change.cause, READERS[change.record.segment]
    found = [
        ("AccountSid", store.account.sid),
        ("EventType", change.event),
        ("Source", cause.source),
        ("ClientIdentity", cause.identity),
    ]
    for name in PARAMETERS[change.event]:
        reader = readers.get(name)
        value = change.details.get(name) or (reader(change) if reader is not None else None)
        found.append((name, value))
    return tuple((name, value) for name, value in found if value is not None)


def find_conversation_sid(record: StoredResource) -> str:
    """Return the SID of the conversation that a record is in, or ""; a new one has none yet."""
    above: StoredResource | None = record
    while above is not None and above.segment != "Conversations":
        above = above.parent
    return above.sid if above is not None else ""
