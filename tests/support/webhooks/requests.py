"""Webhook requests for tests."""

from datetime import UTC, datetime

from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget

ACCOUNT = "AC" + "1" * 32
TOKEN = "a" * 32
FIRST, SECOND = "CH" + "1" * 32, "CH" + "2" * 32


def webhook(
    url: str = "http://127.0.0.1:5000/hook",
    *,
    event: str = "onMessageAdded",
    conversation: str = FIRST,
    method: str = "POST",
    body: str = "hi",
    token: str | None = TOKEN,
    retries: int = 0,
    why_not: str = "",
) -> WebhookRequest:
    """Return the request of one event for one target."""
    return WebhookRequest(
        event,
        WebhookTarget(url, method, "account", called=not why_not, why_not=why_not),
        (("EventType", event), ("ConversationSid", conversation), ("Body", body)),
        ACCOUNT,
        conversation,
        datetime(2026, 1, 31, tzinfo=UTC),
        token,
        retries,
    )
