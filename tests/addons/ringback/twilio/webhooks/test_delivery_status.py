import pytest

from ringback.errors import UsageError
from ringback.twilio.webhooks.inbound_message import DeliveryUpdate
from tests.support.twilio.caller import Clock
from tests.support.twilio.webhooks import (
    NUMBER,
    OTHER_PHONE,
    PHONE,
    WebhookCaller,
    parameters_of,
)


@pytest.fixture
def conversation(hooked: WebhookCaller) -> str:
    """Return the path of a conversation with two participants outside of the chat."""
    path = f"/Conversations/{hooked.create('/Conversations')}"
    for phone in (PHONE, OTHER_PHONE):
        pair = {"MessagingBinding.Address": phone, "MessagingBinding.ProxyAddress": NUMBER}
        hooked.create(f"{path}/Participants", pair)
    return path


@pytest.fixture
def message(hooked: WebhookCaller, conversation: str) -> str:
    """Return the SID of a message to them."""
    sid = hooked.create(f"{conversation}/Messages", {"Body": "hi"})
    hooked.take()
    return sid


def test_a_status_is_that_of_all_receipts(
    hooked: WebhookCaller, conversation: str, message: str, clock: Clock
) -> None:
    clock.advance(seconds=3)
    reply = hooked.caller.api.deliver(DeliveryUpdate(message, "failed", 30003))

    assert [(one["status"], one["error_code"]) for one in reply.receipts] == [("failed", 30003)] * 2
    reported = [parameters_of(webhook) for webhook in reply.webhooks]
    assert [(one["Status"], one["ErrorCode"]) for one in reported] == [("failed", "30003")] * 2
    assert {one["DateUpdated"] for one in reported} == {"2026-03-02T14:08:04.000Z"}
    path = f"{conversation}/Messages/{message}"
    assert hooked.send("GET", path).body["delivery"]["failed"] == "all"
    shown = hooked.send("GET", f"{path}/Receipts").body["delivery_receipts"]
    assert shown == [dict(one) for one in reply.receipts]


def test_a_status_may_be_that_of_one_participant(
    hooked: WebhookCaller, conversation: str, message: str
) -> None:
    first, _ = hooked.send("GET", f"{conversation}/Participants").body["participants"]
    reply = hooked.caller.api.deliver(DeliveryUpdate(message, "read", participant_sid=first["sid"]))

    assert [one["participant_sid"] for one in reply.receipts] == [first["sid"]]
    assert len(reply.webhooks) == 1
    delivery = hooked.send("GET", f"{conversation}/Messages/{message}").body["delivery"]
    assert (delivery["read"], delivery["delivered"]) == ("some", "all")


def test_an_error_is_gone_with_the_next_status(hooked: WebhookCaller, message: str) -> None:
    hooked.caller.api.deliver(DeliveryUpdate(message, "failed", 30003))
    reply = hooked.caller.api.deliver(DeliveryUpdate(message, "delivered"))

    assert {one["error_code"] for one in reply.receipts} == {0}
    assert all("ErrorCode" not in parameters_of(webhook) for webhook in reply.webhooks)


def test_what_cannot_be_is_refused(hooked: WebhookCaller, message: str) -> None:
    deliver = hooked.caller.api.deliver

    with pytest.raises(UsageError, match="no message 'IM1'; give the SID"):
        deliver(DeliveryUpdate("IM1", "read"))
    with pytest.raises(UsageError, match="'lost' is not a status; accepted are sent, delivered"):
        deliver(DeliveryUpdate(message, "lost"))
    with pytest.raises(UsageError, match="that is read has no error code; give the status failed"):
        deliver(DeliveryUpdate(message, "read", 30003))
    with pytest.raises(UsageError, match="'MB1' gets no such message; accepted are MB"):
        deliver(DeliveryUpdate(message, "read", participant_sid="MB1"))


def test_a_message_that_stays_in_the_chat_has_no_receipts(hooked: WebhookCaller) -> None:
    path = f"/Conversations/{hooked.create('/Conversations')}"
    sid = hooked.create(f"{path}/Messages", {"Body": "hi"})

    with pytest.raises(UsageError, match="has no receipts: nobody outside of the chat gets it"):
        hooked.caller.api.deliver(DeliveryUpdate(sid, "read"))
