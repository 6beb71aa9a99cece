import pytest

from ringback.webhooks.delivery import Attempt, Delivery, State, WebhookReply, conclude
from tests.support.webhooks.requests import webhook


def attempt(status: int | None, error: str = "") -> Attempt:
    return Attempt(None if status is None else WebhookReply(status), 0.1, error)


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        (200, State.DELIVERED, ""),
        (204, State.DELIVERED, ""),
        (302, State.FAILED, "answered 302, and redirects are not followed"),
        (404, State.FAILED, "answered 404"),
        (500, State.FAILED, "answered 500"),
        (None, State.FAILED, "nothing listens"),
    ],
)
def test_the_last_attempt_decides(status: int | None, state: State, reason: str) -> None:
    delivery = Delivery(1, webhook(), "token").with_attempt(attempt(503))

    ended = conclude(delivery.with_attempt(attempt(status, "nothing listens")))

    assert (ended.state, ended.reason) == (state, reason)
    assert ended.is_over
    assert not delivery.is_over
    assert len(ended.attempts) == 2


def test_it_is_signed_where_the_auth_token_is_known() -> None:
    assert Delivery(1, webhook(), "token").is_signed
    assert not Delivery(1, webhook(token=None), "token").is_signed
