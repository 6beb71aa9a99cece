from datetime import UTC, datetime

from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget

TARGET = WebhookTarget("http://127.0.0.1:5000/hook", "POST", "account")
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_a_repr_does_not_show_the_auth_token() -> None:
    webhook = WebhookRequest("onMessageAdded", TARGET, (), "AC1", "CH1", NOW, auth_token="hidden")

    assert webhook.auth_token == "hidden"
    assert "hidden" not in repr(webhook)
