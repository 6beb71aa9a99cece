import pytest

from ringback.twilio.webhooks.inbound_message import InboundMedia, InboundMessage
from ringback.twilio.webhooks.pre_action import PreActionReply
from tests.support.twilio.caller import Clock
from tests.support.twilio.webhooks import (
    NUMBER,
    OTHER_PHONE,
    PHONE,
    WebhookCaller,
    parameters_of,
    reply_with,
)

FIRST = InboundMessage(PHONE, NUMBER, "hi")


@pytest.mark.usefixtures("address")
def test_a_first_message_creates_a_conversation(asking: WebhookCaller) -> None:
    reply = asking.receive(FIRST)

    assert reply.routed
    assert reply.conversation is not None
    path = f"/Conversations/{reply.conversation['sid']}"
    (participant,) = asking.send("GET", f"{path}/Participants").body["participants"]
    assert participant["messaging_binding"] == {
        "type": "sms",
        "address": PHONE,
        "proxy_address": NUMBER,
    }
    (message,) = asking.send("GET", f"{path}/Messages").body["messages"]
    assert (message["author"], message["body"]) == (PHONE, "hi")
    assert message["participant_sid"] == participant["sid"]


@pytest.mark.usefixtures("address")
def test_the_application_is_told_who_wrote_what(asking: WebhookCaller) -> None:
    media = (InboundMedia("image/png", "a.png", b"123"),)
    asking.receive(InboundMessage(PHONE, NUMBER, "hi", media))

    before = parameters_of(asking.asked[0])
    assert [webhook.event for webhook in asking.asked] == [
        "onConversationAdd",
        "onParticipantAdd",
        "onMessageAdd",
    ]
    creator = {"MessagingBinding.Address": PHONE, "MessagingBinding.ProxyAddress": NUMBER}
    assert {name: before[name] for name in creator} == creator
    assert (before["MessageBody"], before["Source"]) == ("hi", "SMS")
    assert before["Media"] == '[{"Filename":"a.png","Size":3,"ContentType":"image/png"}]'
    after = parameters_of(asking.sent[0])
    assert after["EventType"] == "onConversationAdded"
    assert {name: after[name] for name in creator} == creator
    assert {"MessageBody", "Media"}.isdisjoint(after)
    assert {parameters_of(webhook)["Source"] for webhook in asking.sent} == {"SMS"}


@pytest.mark.usefixtures("address")
def test_events_come_in_the_order_of_what_happens(asking: WebhookCaller) -> None:
    asking.receive(FIRST)

    assert [(webhook.event, webhook.target.kind) for webhook in asking.sent] == [
        ("onConversationAdded", "account"),
        ("onParticipantAdded", "account"),
        ("onParticipantAdded", "address"),
        ("onMessageAdded", "account"),
        ("onMessageAdded", "address"),
    ]


@pytest.mark.usefixtures("address")
def test_the_new_conversation_has_the_webhook_of_the_configuration(asking: WebhookCaller) -> None:
    reply = asking.receive(FIRST)

    assert reply.conversation is not None
    path = f"/Conversations/{reply.conversation['sid']}/Webhooks"
    (webhook,) = asking.send("GET", path).body["webhooks"]
    assert webhook["target"] == "webhook"
    assert webhook["configuration"] == {
        "url": "http://127.0.0.1/address",
        "method": "get",
        "filters": ["onMessageAdded", "onParticipantAdded"],
    }
    assert {one.target.method for one in asking.sent if one.target.kind == "address"} == {"GET"}


@pytest.mark.usefixtures("address")
def test_the_second_message_goes_to_the_same_conversation(asking: WebhookCaller) -> None:
    first, second = asking.receive(FIRST), asking.receive(FIRST)

    assert first.conversation is not None
    assert second.conversation is not None
    assert first.conversation["sid"] == second.conversation["sid"]
    assert second.message is not None
    assert second.message["index"] == 1


@pytest.mark.usefixtures("address")
def test_the_reply_to_the_first_webhook_names_the_conversation(asking: WebhookCaller) -> None:
    asking.replies["onConversationAdd"] = reply_with(
        {"friendly_name": "Bob", "attributes": '{"avatar": "x"}'}
    )

    reply = asking.receive(FIRST)

    assert reply.conversation is not None
    assert reply.conversation["friendly_name"] == "Bob"
    assert reply.conversation["attributes"] == '{"avatar": "x"}'


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize(
    ("event", "conversations"), [("onConversationAdd", 0), ("onParticipantAdd", 1)]
)
def test_a_rejected_message_is_dropped(
    asking: WebhookCaller, event: str, conversations: int
) -> None:
    asking.replies[event] = PreActionReply(400)

    reply = asking.receive(FIRST)

    assert not reply.routed
    assert reply.reason.startswith("the application rejected it: 403/50056")
    assert len(asking.send("GET", "/Conversations").body["conversations"]) == conversations
    assert "onMessageAdded" not in asking.events


def test_an_address_without_auto_creation_creates_nothing(
    asking: WebhookCaller, address: str
) -> None:
    asking.post(address, {"AutoCreation.Enabled": "false"})

    reply = asking.receive(FIRST)

    assert not reply.routed
    assert "has no auto-creation" in reply.reason
    assert asking.send("GET", "/Conversations").body["conversations"] == []


def test_a_configuration_may_name_a_service(asking: WebhookCaller, address: str) -> None:
    service = asking.post("/Services", {"FriendlyName": "one"}).body["sid"]
    asking.post(address, {"AutoCreation.ConversationServiceSid": service})

    reply = asking.receive(FIRST)

    assert reply.conversation is not None
    assert reply.conversation["chat_service_sid"] == service


def test_a_configuration_of_a_service_that_is_gone_creates_nothing(
    asking: WebhookCaller, address: str
) -> None:
    service = asking.post("/Services", {"FriendlyName": "one"}).body["sid"]
    asking.post(address, {"AutoCreation.ConversationServiceSid": service})
    asking.send("DELETE", f"/Services/{service}")

    reply = asking.receive(FIRST)

    assert not reply.routed
    assert "does not exist" in reply.reason


def test_a_studio_flow_is_listed_and_not_called(asking: WebhookCaller, address: str) -> None:
    flow = {"AutoCreation.Type": "studio", "AutoCreation.StudioFlowSid": "FW" + "a" * 32}
    asking.post(address, flow)

    asking.receive(FIRST)

    (listed,) = [one.target for one in asking.sent if one.target.kind == "address"]
    assert (listed.called, listed.url) == (False, "FW" + "a" * 32)


@pytest.mark.usefixtures("address")
def test_a_group_mms_creates_a_group(asking: WebhookCaller, clock: Clock) -> None:
    reply = asking.receive(InboundMessage(PHONE, NUMBER, "hi", others=(OTHER_PHONE,)))

    assert reply.routed, reply.reason
    assert reply.conversation is not None
    assert reply.conversation["state"] == "initializing"
    before = parameters_of(asking.asked[0])
    assert before["MessagingBinding.AuthorAddress"] == PHONE
    assert before["MessagingBinding.Address"] == OTHER_PHONE
    assert before["MessagingBinding.ProjectedAddress"] == NUMBER
    assert asking.events.count("onParticipantAdded") == 6  # three, for two targets
    asking.take()
    clock.advance(seconds=1)
    asking.fire_timers(clock())
    state = parameters_of(asking.sent[0])
    assert (state["StateFrom"], state["StateTo"], state["Reason"]) == (
        "initializing",
        "active",
        "EVENT",
    )


def test_an_account_without_other_webhooks_has_that_of_the_address(
    unhooked: WebhookCaller,
) -> None:
    unhooked.create(
        "/Configuration/Addresses",
        {
            "Type": "whatsapp",
            "Address": f"whatsapp:{NUMBER}",
            "AutoCreation.Enabled": "true",
            "AutoCreation.Type": "webhook",
            "AutoCreation.WebhookUrl": "http://127.0.0.1/address",
            "AutoCreation.WebhookFilters": "onMessageAdded",
        },
    )

    unhooked.receive(InboundMessage(f"whatsapp:{PHONE}", f"whatsapp:{NUMBER}", "hi"))

    assert [(one.event, dict(one.parameters)["Source"]) for one in unhooked.sent] == [
        ("onMessageAdded", "WHATSAPP")
    ]
