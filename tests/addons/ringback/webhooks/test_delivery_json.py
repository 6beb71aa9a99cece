from dataclasses import replace

from ringback.http.messages import Headers
from ringback.webhooks.delivery import Attempt, Delivery, WebhookReply, conclude
from ringback.webhooks.delivery_json import describe_delivery
from tests.support.webhooks.requests import ACCOUNT, FIRST, TOKEN, webhook


def delivered() -> Delivery:
    request = webhook()
    request = replace(request, parameters=(*request.parameters, ("Filter", "a"), ("Filter", "b")))
    reply = WebhookReply(200, Headers([("X-Reply", "secret")]), b"secret \xff")
    return conclude(Delivery(3, request, "token-1").with_attempt(Attempt(reply, 0.25)))


def test_a_delivery_has_what_was_sent_and_what_came_back() -> None:
    assert describe_delivery(delivered()) == {
        "number": 3,
        "event": "onMessageAdded",
        "state": "delivered",
        "reason": "",
        "before_action": False,
        "resent": None,
        "target": {
            "url": "http://127.0.0.1:5000/hook", "method": "POST", "kind": "account", "sid": None,
        },
        "account_sid": ACCOUNT,
        "conversation_sid": FIRST,
        "occurred": "2026-01-31T00:00:00.000Z",
        "signed": True,
        "idempotency_token": "token-1",
        "parameters": {
            "EventType": "onMessageAdded", "ConversationSid": FIRST, "Body": "hi",
            "Filter": ["a", "b"],
        },
        "attempts": [
            {
                "status": 200, "seconds": 0.25, "error": "", "headers": {"x-reply": "secret"},
                "body": "secret \ufffd",
            }
        ],
    }  # fmt: skip


def test_neither_the_auth_token_nor_what_is_redacted_is_shown() -> None:
    shown = str(describe_delivery(delivered(), lambda text: text.replace("secret", "***")))

    assert "secret" not in shown
    assert TOKEN not in shown
