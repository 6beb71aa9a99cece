import pytest

from ringback.twilio.webhooks.inbound_message import InboundMessage
from ringback.twilio.webhooks.pre_action import PreActionReply
from tests.support.twilio.webhooks import (
    NUMBER,
    OTHER_PHONE,
    PHONE,
    WebhookCaller,
    parameters_of,
    reply_with,
)


@pytest.fixture
def conversation(asking: WebhookCaller) -> str:
    """Return the path of a conversation with two people outside of the chat, and one in it."""
    path = f"/Conversations/{asking.create('/Conversations')}"
    for phone in (PHONE, OTHER_PHONE):
        pair = {"MessagingBinding.Address": phone, "MessagingBinding.ProxyAddress": NUMBER}
        asking.create(f"{path}/Participants", pair)
    asking.create(f"{path}/Participants", {"Identity": "ada"})
    asking.take()
    asking.asked.clear()
    return path


def test_a_message_from_outside_goes_on_to_the_others_outside(
    asking: WebhookCaller, conversation: str
) -> None:
    reply = asking.receive(InboundMessage(PHONE, NUMBER, "hi", attributes='{"a": 1}'))

    assert reply.message is not None
    assert reply.message["attributes"] == '{"a": 1}'
    assert asking.events == ["onMessageAdded", "onDeliveryUpdated", "onDeliveryUpdated"]
    path = f"{conversation}/Messages/{reply.message['sid']}"
    (receipt,) = asking.send("GET", f"{path}/Receipts").body["delivery_receipts"]
    others = asking.send("GET", f"{conversation}/Participants").body["participants"]
    (other,) = [
        one["sid"]
        for one in others
        if (one["messaging_binding"] or {}).get("address") == OTHER_PHONE
    ]
    assert receipt["participant_sid"] == other


def test_a_message_in_the_chat_is_from_a_client(asking: WebhookCaller, conversation: str) -> None:
    sid = conversation.removeprefix("/Conversations/")
    asking.receive(InboundMessage("ada", sid, "hi"))

    reported = parameters_of(asking.sent[0])
    assert (reported["Source"], reported["ClientIdentity"]) == ("SDK", "ada")
    assert (reported["Author"], reported["EventType"]) == ("ada", "onMessageAdded")


@pytest.mark.usefixtures("conversation")
def test_the_application_may_change_a_message(asking: WebhookCaller) -> None:
    asking.replies["onMessageAdd"] = reply_with({"body": "***", "attributes": {"was": "hi"}})

    reply = asking.receive(InboundMessage(PHONE, NUMBER, "hi"))

    assert reply.message is not None
    assert (reply.message["body"], reply.message["attributes"]) == ("***", '{"was": "hi"}')
    assert parameters_of(asking.asked[0])["Body"] == "hi"


@pytest.mark.usefixtures("conversation")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(PreActionReply(403), "the application rejected it: 403/50056", id="rejected"),
        pytest.param(
            reply_with({"attributes": "no"}), "Twilio refuses what the application", id="wrong"
        ),
    ],
)
def test_a_message_that_is_not_accepted_is_dropped(
    asking: WebhookCaller, answer: PreActionReply, reason: str
) -> None:
    asking.replies["onMessageAdd"] = answer

    reply = asking.receive(InboundMessage(PHONE, NUMBER, "hi"))

    assert not reply.routed
    assert reply.reason.startswith(reason)
    assert (reply.message, asking.sent) == (None, [])
    assert reply.conversation is not None


@pytest.mark.usefixtures("conversation")
def test_a_message_from_outside_may_be_longer_than_one_to_outside(asking: WebhookCaller) -> None:
    assert asking.receive(InboundMessage(PHONE, NUMBER, "a" * 32_768)).routed

    reply = asking.receive(InboundMessage(PHONE, NUMBER, "a" * 32_769))
    assert not reply.routed
    assert "Message body too long" in reply.reason or "50504" in reply.reason


def test_without_webhooks_a_message_is_received_all_the_same(unhooked: WebhookCaller) -> None:
    path = f"/Conversations/{unhooked.create('/Conversations')}"
    unhooked.create(f"{path}/Participants", {"Identity": "ada"})

    reply = unhooked.receive(InboundMessage("ada", path.removeprefix("/Conversations/"), "hi"))

    assert reply.routed
    assert reply.webhooks == ()


def test_a_conversation_that_is_deleted_during_the_wait_gets_nothing(
    asking: WebhookCaller, conversation: str
) -> None:
    waiting = asking.caller.api.receive_message(InboundMessage(PHONE, NUMBER, "hi"))
    asking.send("DELETE", conversation)
    asking.take()

    reply = asking.settle(waiting)

    assert not reply.routed
    assert asking.send("GET", "/Conversations").body["conversations"] == []
