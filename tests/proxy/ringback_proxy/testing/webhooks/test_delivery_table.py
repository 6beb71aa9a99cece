from ringback_proxy.testing.webhooks.delivery import WebhookDelivery
from ringback_proxy.testing.webhooks.delivery_table import format_table, list_troubles

URL = "http://127.0.0.1:5000/"
DELIVERIES = (
    WebhookDelivery(1, "onConversationAdded", URL, "delivered", status=200),
    WebhookDelivery(2, "onMessageAdded", URL, "failed", "answered 500", status=500),
    WebhookDelivery(3, "onMessageAdded", URL, "waiting"),
)


def test_each_delivery_is_a_row() -> None:
    assert format_table(DELIVERIES) == [
        "  #  event                url                     state",
        "  1  onConversationAdded  http://127.0.0.1:5000/  delivered  200",
        "  2  onMessageAdded       http://127.0.0.1:5000/  failed     answered 500",
        "  3  onMessageAdded       http://127.0.0.1:5000/  waiting",
    ]


def test_without_any_the_table_says_what_sends_them() -> None:
    (line,) = format_table(())
    assert line.startswith("No webhook was sent.")
    assert "X-Twilio-Webhook-Enabled: true" in line


def test_what_did_not_succeed_is_listed() -> None:
    assert list_troubles(DELIVERIES) == [
        "webhook onMessageAdded to http://127.0.0.1:5000/ failed: answered 500"
    ]
