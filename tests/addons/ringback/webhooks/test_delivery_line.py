import pytest

from ringback.webhooks.delivery import Attempt, Delivery, State, WebhookReply, conclude
from ringback.webhooks.delivery_line import format_line
from tests.support.webhooks.requests import webhook

CALL = "webhook onMessageAdded → POST http://127.0.0.1:5000/hook"


def delivery(*statuses: int | None, token: str | None = "t" * 32) -> Delivery:
    made = Delivery(1, webhook(token=token), "token")
    for status in statuses:
        reply = None if status is None else WebhookReply(status)
        made = made.with_attempt(Attempt(reply, 0.006, "" if reply else "nothing listens there"))
    return conclude(made)


@pytest.mark.parametrize(
    ("ended", "line"),
    [
        (delivery(200), f"{CALL}, 200 (6 ms)"),
        (delivery(503, 200), f"{CALL}, 200 after 2 attempts (12 ms)"),
        (delivery(500), f"{CALL}, failed: answered 500 (6 ms)"),
        (delivery(None), f"{CALL}, failed: nothing listens there (6 ms)"),
        (
            delivery(200, token=None),
            f"{CALL}, 200 (6 ms), unsigned, because no auth token is known: give --auth-token",
        ),
        (
            Delivery(2, webhook(), "t", resent=1).ended(State.DROPPED, "the session has ended"),
            f"{CALL}, again, dropped: the session has ended",
        ),
        (
            Delivery(2, webhook(token=None), "t").ended(State.NOT_CALLED, "a Studio flow"),
            f"{CALL}, not called: a Studio flow",
        ),
    ],
)
def test_a_line_says_what_became_of_it(ended: Delivery, line: str) -> None:
    assert format_line(ended) == line
