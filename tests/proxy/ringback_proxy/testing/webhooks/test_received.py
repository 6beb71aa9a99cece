from ringback.http.messages import Headers
from ringback_proxy.testing.webhooks.received import ReceivedWebhook


def test_a_post_is_read_from_its_body() -> None:
    received = ReceivedWebhook(
        "POST",
        "/webhooks?a=1",
        Headers(),
        b"EventType=onMessageAdded&Body=gr%C3%BC%C3%9Fe+&F=1&F=2",
    )

    assert received.event == "onMessageAdded"
    assert received.parameters == {
        "EventType": "onMessageAdded",
        "Body": "grüße ",
        "F": ["1", "2"],
    }


def test_a_get_is_read_from_its_query() -> None:
    received = ReceivedWebhook("GET", "/webhooks?EventType=onUserAdded&Identity=", Headers(), b"")

    assert received.event == "onUserAdded"
    assert received.parameters["Identity"] == ""


def test_what_is_no_event_has_none() -> None:
    assert ReceivedWebhook("GET", "/webhooks", Headers(), b"").event == ""
