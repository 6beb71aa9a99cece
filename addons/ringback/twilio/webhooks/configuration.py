"""The webhooks that a new account has from the start, as if set in the Twilio Console."""

from dataclasses import dataclass

from ringback.settings.names import DeliveryReceiptsName, WebhooksName
from ringback.twilio.resources.configuration.webhooks import ACCOUNT_WEBHOOKS, note_webhooks
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Value


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Which webhooks are sent, and to where.

    - `sent`: which requests send them;
    - `post_url`, `pre_url`, `filters`: the configuration of every new account;
    - `receipts`: when messages outside of the chat are delivered.
    """

    sent: WebhooksName = "asked"
    post_url: str | None = None
    pre_url: str | None = None
    filters: tuple[str, ...] = ()
    receipts: DeliveryReceiptsName = "at-once"


NO_WEBHOOKS = WebhookSettings()


def configure(store: AccountStore, settings: WebhookSettings) -> None:
    """Configure a new account; it gets webhooks if the settings have any."""
    store.delivery_receipts = settings.receipts
    if settings.post_url is None and settings.pre_url is None:
        return
    values: dict[str, Value] = {"filters": settings.filters}
    if settings.post_url is not None:
        values["post_webhook_url"] = settings.post_url
    if settings.pre_url is not None:
        values["pre_webhook_url"] = settings.pre_url
    segment, account = ACCOUNT_WEBHOOKS.segment, store.account
    collection = store.collection(segment, account)
    record = next(iter(collection), None)  # a start file may have set it
    if record is None:
        record = StoredResource(f"{account.sid}/{segment}", segment, account, {})
        collection.add(record)
    record.values |= values
    note_webhooks(store, record)
