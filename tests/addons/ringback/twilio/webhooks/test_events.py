"""What each action reports: which events, in which order, with which values."""

import json

import pytest

from ringback.twilio.webhooks.inbound_message import InboundMessage
from ringback.twilio.webhooks.parameters import PARAMETERS, POST_ACTION
from tests.support.twilio.caller import ACCOUNT, Clock
from tests.support.twilio.webhooks import (
    NUMBER,
    PHONE,
    URL,
    Configure,
    WebhookCaller,
    parameters_of,
)

COMMON = {"AccountSid": ACCOUNT, "Source": "API"}
PAIR = {"MessagingBinding.Address": PHONE, "MessagingBinding.ProxyAddress": NUMBER}
NOW = "2026-03-02T14:08:01.000Z"  # the clock's


@pytest.fixture
def conversation(hooked: WebhookCaller) -> str:
    """Return the path of a conversation."""
    sid = hooked.create("/Conversations")
    hooked.take()
    return f"/Conversations/{sid}"


def only(caller: WebhookCaller) -> dict[str, str]:
    """Return the parameters of the only webhook that was sent."""
    (webhook,) = caller.take()
    return parameters_of(webhook)


def test_a_new_conversation_is_reported(hooked: WebhookCaller) -> None:
    form = {"FriendlyName": "Ada", "UniqueName": "one", "Attributes": '{"a": 1}'}
    made = hooked.post("/Conversations", form).body

    assert only(hooked) == COMMON | {
        "EventType": "onConversationAdded",
        "ConversationSid": made["sid"],
        "DateCreated": NOW,
        "FriendlyName": "Ada",
        "UniqueName": "one",
        "Attributes": '{"a": 1}',
        "ChatServiceSid": made["chat_service_sid"],
        "MessagingServiceSid": made["messaging_service_sid"],
        "State": "active",
    }


def test_what_is_not_set_is_left_out(hooked: WebhookCaller) -> None:
    hooked.create("/Conversations")

    reported = only(hooked)
    assert {"FriendlyName", "UniqueName", "DateUpdated", "ClientIdentity"}.isdisjoint(reported)
    assert reported["Attributes"] == "{}"


def test_a_date_that_was_sent_is_reported(hooked: WebhookCaller) -> None:
    hooked.create("/Conversations", {"DateUpdated": "2026-01-01T00:00:00Z"})

    assert only(hooked)["DateUpdated"] == "2026-01-01T00:00:00.000Z"


def test_a_changed_conversation_is_reported_as_it_is_then(
    hooked: WebhookCaller, conversation: str, clock: Clock
) -> None:
    clock.advance(seconds=5)
    hooked.post(conversation, {"FriendlyName": "Bob"})

    reported = only(hooked)
    assert reported["EventType"] == "onConversationUpdated"
    assert (reported["FriendlyName"], reported["State"]) == ("Bob", "active")
    assert (reported["DateCreated"], reported["DateUpdated"]) == (NOW, "2026-03-02T14:08:06.000Z")


def test_a_new_state_is_reported_after_the_update(hooked: WebhookCaller, conversation: str) -> None:
    hooked.post(conversation, {"State": "closed"})

    updated, state = map(parameters_of, hooked.take())
    assert (updated["EventType"], updated["State"]) == ("onConversationUpdated", "closed")
    service, messaging = updated["ChatServiceSid"], updated["MessagingServiceSid"]
    assert state == COMMON | {
        "EventType": "onConversationStateUpdated",
        "ConversationSid": conversation.removeprefix("/Conversations/"),
        "ChatServiceSid": service,
        "MessagingServiceSid": messaging,
        "StateUpdated": NOW,
        "StateFrom": "active",
        "StateTo": "closed",
        "Reason": "API",
    }


def test_a_state_that_stays_is_not_reported(hooked: WebhookCaller, conversation: str) -> None:
    hooked.post(conversation, {"State": "active"})

    assert hooked.events == ["onConversationUpdated"]


def test_the_first_state_is_not_reported_as_a_change(hooked: WebhookCaller) -> None:
    sid = hooked.create("/Conversations", {"State": "inactive"})
    assert only(hooked)["State"] == "inactive"

    hooked.post(f"/Conversations/{sid}", {"State": "active"})
    changed = parameters_of(hooked.take()[1])
    assert (changed["StateFrom"], changed["StateTo"]) == ("inactive", "active")


def test_a_removed_conversation_is_reported_once(
    hooked: WebhookCaller, conversation: str, clock: Clock
) -> None:
    hooked.create(f"{conversation}/Participants", {"Identity": "ada"})
    hooked.create(f"{conversation}/Messages", {"Body": "hi"})
    hooked.take()
    clock.advance(milliseconds=1250)

    hooked.send("DELETE", conversation)

    reported = only(hooked)
    assert reported["EventType"] == "onConversationRemoved"
    assert reported["DateRemoved"] == "2026-03-02T14:08:02.250Z"


def test_a_new_participant_is_reported_before_its_user(
    hooked: WebhookCaller, conversation: str
) -> None:
    made = hooked.post(f"{conversation}/Participants", {"Identity": "ada"}).body

    participant, user = map(parameters_of, hooked.sent)
    assert participant == COMMON | {
        "EventType": "onParticipantAdded",
        "ConversationSid": made["conversation_sid"],
        "ParticipantSid": made["sid"],
        "DateCreated": NOW,
        "Identity": "ada",
        "RoleSid": made["role_sid"],
        "Attributes": "{}",
        "MessagingBinding.Type": "CHAT",
    }
    found = hooked.send("GET", "/Users/ada").body
    assert user == COMMON | {
        "EventType": "onUserAdded",
        "ChatServiceSid": found["chat_service_sid"],
        "UserSid": found["sid"],
        "DateCreated": NOW,
        "Identity": "ada",
        "RoleSid": found["role_sid"],
        "Attributes": "{}",
    }


@pytest.mark.parametrize(
    ("address", "proxy", "kind"),
    [
        pytest.param(PHONE, NUMBER, "SMS", id="sms"),
        pytest.param(f"whatsapp:{PHONE}", f"whatsapp:{NUMBER}", "WHATSAPP", id="whatsapp"),
        pytest.param("messenger:1", "messenger:2", "MESSENGER", id="messenger"),
    ],
)
def test_a_participant_outside_of_the_chat_has_addresses(
    hooked: WebhookCaller, conversation: str, address: str, proxy: str, kind: str
) -> None:
    form = {"MessagingBinding.Address": address, "MessagingBinding.ProxyAddress": proxy}
    hooked.create(f"{conversation}/Participants", form)

    reported = only(hooked)
    assert reported["MessagingBinding.Type"] == kind
    assert {name: reported[name] for name in form} == form
    assert "Identity" not in reported


def test_a_read_message_is_reported(hooked: WebhookCaller, conversation: str) -> None:
    sid = hooked.create(f"{conversation}/Participants", {"Identity": "ada"})
    hooked.create(f"{conversation}/Messages", {"Body": "hi"})
    hooked.take()
    hooked.post(f"{conversation}/Participants/{sid}", {"LastReadMessageIndex": "0"})

    reported = only(hooked)
    assert reported["EventType"] == "onParticipantUpdated"
    assert reported["LastReadMessageIndex"] == "0"


def test_a_participant_who_leaves_is_reported(hooked: WebhookCaller, conversation: str) -> None:
    sid = hooked.create(f"{conversation}/Participants", {"Identity": "ada"})
    hooked.take()
    hooked.send("DELETE", f"{conversation}/Participants/{sid}")

    reported = only(hooked)
    assert (reported["EventType"], reported["ParticipantSid"]) == ("onParticipantRemoved", sid)
    assert reported["DateRemoved"] == NOW


def test_a_user_who_is_deleted_leaves_all_conversations(
    hooked: WebhookCaller, conversation: str
) -> None:
    sid = hooked.create(f"{conversation}/Participants", {"Identity": "ada"})
    hooked.take()
    hooked.send("DELETE", "/Users/ada")

    reported = only(hooked)
    assert (reported["EventType"], reported["ParticipantSid"]) == ("onParticipantRemoved", sid)


def test_a_user_is_reported_in_no_conversation(hooked: WebhookCaller) -> None:
    hooked.create("/Users", {"Identity": "ada"})
    hooked.post("/Users/ada", {"FriendlyName": "Ada"})

    added, updated = hooked.take()
    assert (added.event, added.conversation_sid) == ("onUserAdded", "")
    assert updated.event == "onUserUpdated"
    assert parameters_of(updated)["FriendlyName"] == "Ada"


def test_a_new_message_is_reported(hooked: WebhookCaller, conversation: str) -> None:
    writer = hooked.create(f"{conversation}/Participants", {"Identity": "ada"})
    hooked.take()
    made = hooked.post(f"{conversation}/Messages", {"Author": "ada", "Body": "Grüße 👋"}).body

    (webhook,) = hooked.take()
    reported = parameters_of(webhook)
    assert webhook.conversation_sid == made["conversation_sid"]
    assert reported.pop("ChatServiceSid").startswith("IS")
    assert reported.pop("MessagingServiceSid").startswith("MG")
    assert reported == COMMON | {
        "EventType": "onMessageAdded",
        "ConversationSid": made["conversation_sid"],
        "MessageSid": made["sid"],
        "Index": "0",
        "DateCreated": NOW,
        "Body": "Grüße 👋",
        "Author": "ada",
        "ParticipantSid": writer,
        "Attributes": "{}",
    }


def test_a_changed_message_and_a_removed_one_are_reported(
    hooked: WebhookCaller, conversation: str, clock: Clock
) -> None:
    sid = hooked.create(f"{conversation}/Messages", {"Body": "hi"})
    clock.advance(seconds=1)
    hooked.post(f"{conversation}/Messages/{sid}", {"Body": "hello"})
    hooked.send("DELETE", f"{conversation}/Messages/{sid}")

    _, updated, removed = map(parameters_of, hooked.take())
    assert (updated["EventType"], removed["EventType"]) == ("onMessageUpdated", "onMessageRemoved")
    assert updated["Body"] == removed["Body"] == "hello"
    assert updated["DateUpdated"] == "2026-03-02T14:08:02.000Z"


def test_the_files_of_a_message_are_reported_as_json(
    hooked: WebhookCaller, conversation: str
) -> None:
    hooked.create(f"{conversation}/Messages", {"MediaSid": "ME" + "a" * 32})

    reported = only(hooked)
    assert json.loads(reported["Media"]) == [
        {"Sid": "ME" + "a" * 32, "Size": 0, "ContentType": "application/octet-stream"}
    ]
    assert "Body" not in reported


def test_delivery_is_reported_status_by_status(hooked: WebhookCaller, conversation: str) -> None:
    recipient = hooked.create(f"{conversation}/Participants", PAIR)
    hooked.take()
    message = hooked.create(f"{conversation}/Messages", {"Body": "hi"})

    added, sent, delivered = hooked.take()
    assert added.event == "onMessageAdded"
    shown = hooked.send("GET", f"{conversation}/Messages/{message}/Receipts").body
    (receipt,) = shown["delivery_receipts"]
    expected = {
        "AccountSid": ACCOUNT,
        "EventType": "onDeliveryUpdated",
        "ConversationSid": receipt["conversation_sid"],
        "ChatServiceSid": parameters_of(added)["ChatServiceSid"],
        "MessageSid": message,
        "DeliveryReceiptSid": receipt["sid"],
        "ChannelMessageSid": receipt["channel_message_sid"],
        "ParticipantSid": recipient,
        "DateCreated": NOW,
        "DateUpdated": NOW,
    }
    assert parameters_of(sent) == expected | {"Status": "sent"}
    assert parameters_of(delivered) == expected | {"Status": "delivered"}


def test_delivery_is_reported_although_the_request_asks_for_no_webhooks(
    hooked: WebhookCaller, conversation: str
) -> None:
    hooked.create(f"{conversation}/Participants", PAIR)
    hooked.take()
    hooked.post(f"{conversation}/Messages", {"Body": "hi"}, header=None)

    assert hooked.events == ["onDeliveryUpdated"] * 2


def test_a_message_to_an_inactive_conversation_reports_its_state_afterwards(
    hooked: WebhookCaller, conversation: str
) -> None:
    hooked.post(conversation, {"State": "inactive"})
    hooked.take()
    hooked.create(f"{conversation}/Messages", {"Body": "hi"})

    assert hooked.events == ["onMessageAdded", "onConversationStateUpdated"]
    state = parameters_of(hooked.sent[1])
    assert (state["StateFrom"], state["StateTo"], state["Reason"]) == (
        "inactive",
        "active",
        "EVENT",
    )


def test_a_refused_request_reports_nothing(hooked: WebhookCaller, conversation: str) -> None:
    assert hooked.post(f"{conversation}/Messages", {}).status == 400
    assert hooked.post("/Conversations", {"Attributes": "no"}).status == 400

    assert hooked.events == []


def test_a_conversation_with_participants_reports_all_in_order(hooked: WebhookCaller) -> None:
    form = [("Participant", json.dumps({"identity": name})) for name in ("ada", "bob")]
    hooked.create("/ConversationWithParticipants", form)

    assert [event for event in hooked.events if event != "onUserAdded"] == [
        "onConversationAdded",
        "onParticipantAdded",
        "onParticipantAdded",
    ]


def test_webhooks_are_signed_with_the_token_that_the_caller_has_shown(
    hooked: WebhookCaller, configure: Configure
) -> None:
    hooked.create("/Conversations")
    hooked.caller.password = "another"
    hooked.create("/Conversations")

    assert [webhook.auth_token for webhook in hooked.sent] == ["a token", "another"]


def test_an_api_key_shows_no_token(configure: Configure) -> None:
    keyed = configure(post_url=URL)
    keyed.caller.user = "SK" + "a" * 32
    keyed.create("/Conversations")

    assert [webhook.auth_token for webhook in keyed.sent] == [None]


def test_the_request_that_registers_the_first_webhook_shows_the_token(
    unhooked: WebhookCaller,
) -> None:
    unhooked.post("/Configuration/Webhooks", {"PostWebhookUrl": URL})
    unhooked.caller.user = "SK" + "a" * 32  # of another account, whose webhooks are its own
    unhooked.create("/Conversations")
    assert unhooked.sent == []

    unhooked.caller.user = ACCOUNT
    unhooked.create("/Conversations")
    assert [webhook.auth_token for webhook in unhooked.sent] == ["a token"]


def test_each_event_can_happen(hooked: WebhookCaller, clock: Clock) -> None:
    """Every post-action event is reported by some action, with parameters of its own only."""
    sid = hooked.create("/Conversations")
    path = f"/Conversations/{sid}"
    participant = hooked.create(f"{path}/Participants", {"Identity": "ada"})
    other = hooked.create(f"{path}/Participants", PAIR)
    message = hooked.create(f"{path}/Messages", {"Body": "hi"})
    for target in (
        path,
        f"{path}/Participants/{participant}",
        f"{path}/Messages/{message}",
        "/Users/ada",
    ):
        assert hooked.post(target, {"Attributes": '{"a": 1}'}).status == 200
    hooked.post(path, {"State": "inactive"})
    hooked.receive(InboundMessage(PHONE, NUMBER, "back"))
    for target in (f"{path}/Messages/{message}", f"{path}/Participants/{other}", path):
        assert hooked.send("DELETE", target).status == 204

    assert set(hooked.events) == set(POST_ACTION)
    common = {"AccountSid", "EventType", "Source", "ClientIdentity"}
    for webhook in hooked.sent:
        assert parameters_of(webhook).keys() <= common | set(PARAMETERS[webhook.event])
