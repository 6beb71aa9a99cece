import pytest

from ringback.webhooks.delivery import Attempt, Delivery, State, WebhookReply, conclude
from ringback.webhooks.delivery_json import describe_delivery
from ringback_proxy.testing.webhooks.delivery import WebhookDelivery
from tests.support.webhooks.requests import webhook


def test_it_is_made_of_what_the_control_api_says() -> None:
    made = Delivery(3, webhook(), "token").with_attempt(Attempt(None, 0.1, "nothing listens"))
    ended = conclude(made.with_attempt(Attempt(WebhookReply(500), 0.1)))

    assert WebhookDelivery.from_json(describe_delivery(ended)) == WebhookDelivery(
        3,
        "onMessageAdded",
        "http://127.0.0.1:5000/hook",
        "failed",
        "answered 500",
        dict(webhook().parameters),
        500,
        2,
    )


@pytest.mark.parametrize("state", list(State))
def test_it_was_called_where_that_is_over(state: State) -> None:
    made = WebhookDelivery.from_json(describe_delivery(Delivery(1, webhook(), "t").ended(state)))

    assert made.was_called is (state in (State.DELIVERED, State.FAILED))
    assert made.status is None
