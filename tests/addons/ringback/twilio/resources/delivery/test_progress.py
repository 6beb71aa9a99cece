from datetime import timedelta
from typing import Any

import pytest

from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.configuration import WebhookSettings
from ringback.twilio.webhooks.inbound_message import DeliveryUpdate
from tests.support.twilio.caller import Caller, Clock
from tests.support.twilio.models import make_model
from tests.support.twilio.webhooks import NUMBER, PHONE, URL, WebhookCaller, parameters_of

PAIR = {"MessagingBinding.Address": PHONE, "MessagingBinding.ProxyAddress": NUMBER}


def send(clock: Clock, **settings: Any) -> tuple[WebhookCaller, str]:
    """Return a client that has sent a message, and the message's path."""
    webhooks = WebhookSettings(post_url=URL, filters=("onDeliveryUpdated",), **settings)
    api = make_model(clock=clock, sids=SeededSids(1), webhooks=webhooks)
    caller = WebhookCaller(Caller(api))
    path = f"/Conversations/{caller.create('/Conversations')}"
    caller.create(f"{path}/Participants", PAIR)
    return caller, f"{path}/Messages/{caller.create(f'{path}/Messages', {'Body': 'hi'})}"


def status(caller: WebhookCaller, message: str) -> tuple[str | None, object]:
    """Return the status of the only receipt, and the message's summary."""
    (receipt,) = caller.send("GET", f"{message}/Receipts").body["delivery_receipts"]
    found: str | None = receipt["status"]
    return found, caller.send("GET", message).body["delivery"]


def told(caller: WebhookCaller) -> list[str]:
    return [parameters_of(webhook)["Status"] for webhook in caller.take()]


def summary(**words: str) -> dict[str, object]:
    none = dict.fromkeys(("sent", "delivered", "read", "undelivered", "failed"), "none")
    return {"total": 1, **none, **words}


def test_at_once_a_message_goes_through_all_statuses(clock: Clock) -> None:
    caller, message = send(clock)

    assert told(caller) == ["sent", "delivered"]
    assert status(caller, message) == ("delivered", summary(sent="all", delivered="all"))
    assert caller.caller.api.next_timer() is None


def test_timed_the_clock_decides(clock: Clock) -> None:
    caller, message = send(clock, receipts="timed")
    api = caller.caller.api

    assert (told(caller), status(caller, message)) == ([], (None, summary()))
    assert api.next_timer() == clock() + timedelta(seconds=1)
    clock.advance(seconds=1)
    caller.fire_timers(clock())
    assert told(caller) == ["sent"]
    assert status(caller, message) == ("sent", summary(sent="all"))
    clock.advance(seconds=1)
    assert status(caller, message) == ("delivered", summary(sent="all", delivered="all"))
    assert told(caller) == ["delivered"]
    assert api.next_timer() is None


def test_a_jump_of_the_clock_passes_all_statuses(clock: Clock) -> None:
    caller, _ = send(clock, receipts="timed")
    start = clock()
    clock.advance(hours=1)
    caller.fire_timers(clock())

    assert [webhook.occurred - start for webhook in caller.sent] == [
        timedelta(seconds=1),
        timedelta(seconds=2),
    ]
    assert told(caller) == ["sent", "delivered"]


def test_a_status_that_a_test_sets_is_kept_by_the_clock(clock: Clock) -> None:
    caller, message = send(clock, receipts="timed")
    caller.sent += caller.caller.api.deliver(
        DeliveryUpdate(message.rpartition("/")[2], "failed", 30003)
    ).webhooks
    clock.advance(minutes=1)
    caller.fire_timers(clock())

    assert told(caller) == ["failed"]
    assert status(caller, message) == ("failed", summary(failed="all"))


def test_a_message_that_was_removed_is_delivered_no_more(clock: Clock) -> None:
    caller, message = send(clock, receipts="timed")
    caller.send("DELETE", message)
    clock.advance(minutes=1)
    caller.fire_timers(clock())

    assert told(caller) == []


def test_by_hand_nothing_happens_until_a_test_asks(clock: Clock) -> None:
    caller, message = send(clock, receipts="manual")
    clock.advance(days=1)
    caller.fire_timers(clock())

    assert (told(caller), status(caller, message)) == ([], (None, summary()))
    caller.sent += caller.caller.api.deliver(
        DeliveryUpdate(message.rpartition("/")[2], "read")
    ).webhooks
    assert told(caller) == ["read"]
    assert status(caller, message)[0] == "read"


@pytest.mark.parametrize("receipts", ["timed", "manual"])
def test_a_message_still_within_twilio_has_no_status(clock: Clock, receipts: str) -> None:
    caller, message = send(clock, receipts=receipts)

    (receipt,) = caller.send("GET", f"{message}/Receipts").body["delivery_receipts"]
    assert receipt["status"] is None
