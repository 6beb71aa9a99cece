import re
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from ringback.errors import UsageError
from ringback_proxy.testing.fixture import Ringback
from ringback_proxy.testing.webhooks.delivery import WebhookDelivery

LIMIT = 120.0  # seconds
SENDER, OURS = "+15550001111", "+15550002222"


def wait(fake: Ringback, event: str, **parameters: str) -> WebhookDelivery:
    """Wait for a delivery, longer than a loaded machine needs."""
    return fake.webhooks.wait_for(event, timeout=LIMIT, **parameters)


def validate(fake: Ringback) -> list[bool]:
    """Return of each request that was received whether its signature is valid."""
    validator = RequestValidator(fake._auth_token)
    return [
        validator.validate(fake.webhooks.url, one.parameters, one.headers["X-Twilio-Signature"])
        for one in fake.webhooks.received
    ]


def test_a_registered_receiver_gets_signed_webhooks(fake: Ringback) -> None:
    fake.webhooks.register()
    conversation = fake.conversations.create(friendly_name="printer on fire")

    delivery = wait(fake, "onConversationAdded")

    assert delivery.state == "delivered"
    assert delivery.parameters["ConversationSid"] == conversation.sid
    (received,) = fake.webhooks.received
    assert received.event == "onConversationAdded"
    assert received.parameters["FriendlyName"] == "printer on fire"
    assert validate(fake) == [True]


def test_each_delivery_is_waited_for_once(fake: Ringback) -> None:
    fake.webhooks.register("onConversationAdded")
    for name in ("a", "b", "c"):
        fake.conversations.create(friendly_name=name)

    assert wait(fake, "onConversationAdded", FriendlyName="b").number == 2
    first = wait(fake, "onConversationAdded")
    third = wait(fake, "onConversationAdded")

    assert [one.parameters["FriendlyName"] for one in (first, third)] == ["a", "c"]
    assert [one.state for one in fake.webhooks.deliveries] == ["delivered"] * 3


def test_waiting_in_vain_shows_all_deliveries(fake: Ringback) -> None:
    fake.webhooks.register("onConversationAdded")
    fake.conversations.create()
    fake.webhooks.wait_until_over(LIMIT)

    message = (
        r"waited 0 seconds in vain for onMessageAdded, Body='hi'\n\n"
        r"  #  event .*\n  1  onConversationAdded  http://127.*  delivered  200"
    )
    with pytest.raises(AssertionError, match=message):
        fake.webhooks.wait_for("onMessageAdded", timeout=0, Body="hi")


def test_a_reply_changes_or_rejects_an_action(fake: Ringback) -> None:
    fake.webhooks.register("onConversationAdd")
    fake.webhooks.reply_with({"friendly_name": "changed"}, event="onConversationAdd")

    assert fake.conversations.create(friendly_name="asked").friendly_name == "changed"

    fake.webhooks.reply_with(status=403)
    with pytest.raises(UsageError, match="is refused"):
        fake.conversations.create()
    assert [one.before_action for one in fake.webhooks.deliveries] == [True, True]


def test_a_failure_is_retried(fake: Ringback) -> None:
    fake.webhooks.register("onConversationAdded")
    fake.webhooks.fail_next(status=503)
    fake.conversations.create()

    delivery = wait(fake, "onConversationAdded")

    assert (delivery.state, delivery.attempts, delivery.status) == ("delivered", 2, 200)
    assert [one.parameters["RetryCount"] for one in fake.webhooks.received] == ["0", "1"]
    assert validate(fake) == [True, True]


def test_a_delivery_is_sent_again(fake: Ringback) -> None:
    fake.webhooks.register("onConversationAdded")
    fake.webhooks.fail_next()
    fake.conversations.create()
    failed = wait(fake, "onConversationAdded")
    assert (failed.state, failed.status) == ("failed", 500)

    fake.webhooks.resend(failed)

    assert wait(fake, "onConversationAdded").state == "delivered"


def test_somebody_writes_and_is_answered_and_gets_a_receipt(fake: Ringback) -> None:
    fake.webhooks.register("onMessageAdded", "onDeliveryUpdated")
    conversation = fake.conversations.create()
    conversation.participants.create(
        messaging_binding_address=SENDER, messaging_binding_proxy_address=OURS
    )

    inbound = fake.inbound_message(SENDER, OURS, "is anybody there?")

    assert inbound.routed
    assert inbound.conversation is not None
    assert inbound.conversation.sid == conversation.sid
    written = wait(fake, "onMessageAdded")
    assert (written.parameters["Source"], written.parameters["Author"]) == ("SMS", SENDER)
    answer = conversation.messages.create(body="yes", author="desk")
    wait(fake, "onDeliveryUpdated", Status="delivered")

    (receipt,) = fake.deliver(answer, "failed", 30003)

    assert (receipt["status"], receipt["error_code"]) == ("failed", 30003)
    assert wait(fake, "onDeliveryUpdated", Status="failed").parameters["ErrorCode"] == "30003"


def test_a_message_that_nobody_expects_is_unrouted(fake: Ringback) -> None:
    inbound = fake.inbound_message(SENDER, OURS, "hi")

    assert not inbound.routed
    assert inbound.reason
    assert inbound.conversation is None


def test_a_timer_that_the_clock_passes_sends_its_webhook(fake: Ringback) -> None:
    fake.webhooks.register("onConversationStateUpdated")
    conversation = fake.conversations.create(timers_closed="PT10M")

    fake.advance(minutes=11)

    parameters = wait(fake, "onConversationStateUpdated").parameters
    assert parameters["ConversationSid"] == conversation.sid
    assert (parameters["StateTo"], parameters["Reason"]) == ("closed", "TIMER")


def test_what_is_not_called_is_listed_and_reported(fake: Ringback) -> None:
    fake.webhooks._api.call(
        "POST", "/v1/Configuration/Webhooks", {"post_webhook_url": "https://example.com/hook"}
    )
    fake.conversations.create()

    (delivery,) = fake.webhooks.wait_until_over(LIMIT)

    assert delivery.state == "not called"
    assert "example.com is another machine" in delivery.reason
    assert any("not called" in line for line in fake.report())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda hooks: hooks.register("onMessageAded"), "did you mean onMessageAdded"),
        (lambda hooks: hooks.wait_for(7), "7 is not an event"),
        (lambda hooks: hooks.fail_next(0), "times is 0"),
        (lambda hooks: hooks.fail_next(status=200), "status is 200; give a number from 400"),
        (lambda hooks: hooks.reply_with(status=99), "status is 99; give a number from 200"),
        (lambda hooks: hooks.reply_with("hi"), "json is 'hi'; give an object"),
        (lambda hooks: hooks.resend(7), "there is no delivery 7"),
    ],
)
def test_what_is_not_accepted_is_refused(fake: Ringback, call: Any, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        call(fake.webhooks)
