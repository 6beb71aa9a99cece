import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from ringback.errors import RingbackError, UsageError
from ringback_proxy.testing.api_client import _encode_form
from ringback_proxy.testing.fixture import Ringback


def test_created_resources_can_be_found(fake: Ringback) -> None:
    made = fake.conversations.create(friendly_name="printer on fire", unique_name="printer")
    assert fake.conversations["printer"].sid == made.sid
    assert [one.friendly_name for one in fake.conversations] == ["printer on fire"]
    assert "printer" in fake.conversations
    assert fake.requests == ()


def test_a_missing_resource_is_not_found(fake: Ringback) -> None:
    assert fake.conversations.get("nobody") is None
    assert "nobody" not in fake.conversations
    with pytest.raises(KeyError, match=r"AC0+ has no nobody under .*conversations_of"):
        fake.conversations["nobody"]


def test_lists_are_read_page_by_page(fake: Ringback) -> None:
    for number in range(101):
        fake.conversations.create(friendly_name=str(number))
    assert len(fake.conversations) == 101


def test_a_conversation_has_participants_messages_and_webhooks(fake: Ringback) -> None:
    conversation = fake.conversations.create()
    conversation.participants.create(identity="ann")
    conversation.messages.create(author="ann", body="hello")
    conversation.webhooks.create(
        target="webhook",
        configuration_url="https://example.org/hook",
        configuration_filters=["onMessageAdded"],
    )
    assert [one.identity for one in conversation.participants] == ["ann"]
    assert [one.body for one in conversation.messages] == ["hello"]
    assert len(conversation.webhooks) == 1


def test_a_resource_can_be_updated_and_deleted(fake: Ringback) -> None:
    conversation = fake.conversations.create(unique_name="printer")
    assert conversation.update(state="closed").state == "closed"
    conversation.delete()
    assert "printer" not in fake.conversations


def test_a_call_that_twilio_would_refuse_is_a_usage_error(fake: Ringback) -> None:
    with pytest.raises(UsageError, match=r"refused: Initial state .* \(400, code 50384\)"):
        fake.conversations.create(state="closed")


def test_an_unknown_parameter_is_a_usage_error(fake: Ringback) -> None:
    message = r"'FrendlyName' is not a parameter .* mean FriendlyName\?"
    with pytest.raises(RingbackError, match=message):
        fake.conversations.create(frendly_name="printer on fire")


def test_resources_created_with_an_api_key_belong_to_the_account(fake: Ringback) -> None:
    key = ("SK" + "5" * 32, "secret")
    with requests.Session() as session:
        session.trust_env = False
        made = session.post(f"{fake.base_url}/v1/Conversations", auth=key).json()
    assert fake.conversations[made["sid"]].account_sid == fake.client().account_sid


def test_an_unknown_attribute_is_answered_with_the_known_ones(fake: Ringback) -> None:
    conversation = fake.conversations.create(friendly_name="printer")
    with pytest.raises(AttributeError, match=r"has no 'colour'; it has sid, account_sid"):
        conversation.colour  # noqa: B018 - the access is what is tested
    assert repr(conversation) == f"<{conversation.sid} 'printer'>"
    assert copy.copy(conversation).sid == conversation.sid


def test_every_account_has_its_own_state(fake: Ringback) -> None:
    fake.conversations_of("AC" + "5" * 32).create()
    assert len(fake.conversations) == 0
    assert len(fake.conversations_of("AC" + "5" * 32)) == 1


@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [
        pytest.param("friendly_name", "x", ("FriendlyName", "x"), id="text"),
        pytest.param("timers_inactive", timedelta(hours=1), ("Timers.Inactive", "PT3600S")),
        pytest.param("messaging_binding_address", "+1", ("MessagingBinding.Address", "+1")),
        pytest.param("attributes", {"a": 1}, ("Attributes", '{"a": 1}'), id="JSON"),
        pytest.param("flag", False, ("Flag", "false"), id="boolean"),
        pytest.param("flag", True, ("Flag", "true"), id="true"),
        pytest.param("many", ["a", 1], ("Many", ["a", "1"]), id="list"),
        pytest.param(
            "date_created",
            datetime(2026, 1, 31, tzinfo=UTC),
            ("DateCreated", "2026-01-31T00:00:00+00:00"),
            id="date",
        ),
    ],
)
def test_parameters_are_written_as_twilio_has_them(
    name: str, value: object, sent: tuple[str, object]
) -> None:
    assert _encode_form({name: value, "absent": None}) == dict([sent])


def test_a_collection_is_listed_and_accepts_snapshots_as_names(fake: Ringback) -> None:
    made = fake.conversations.create()
    assert [one.sid for one in fake.conversations.list()] == [made.sid]
    assert made in fake.conversations
    assert fake.conversations[made].sid == made.sid


@pytest.mark.parametrize("name", ["", 0, None])
def test_an_invalid_name_is_refused(fake: Ringback, name: Any) -> None:
    with pytest.raises(UsageError, match="names none of /v1/Conversations; give a SID"):
        fake.conversations.get(name)


def test_a_user_has_conversations(fake: Ringback) -> None:
    user = fake.users.create(identity="ann@example.com", friendly_name="Ann")
    conversation = fake.conversations.create(unique_name="printer")
    conversation.participants.create(identity="ann@example.com")

    assert user.sid in fake.users
    assert fake.users["ann@example.com"].friendly_name == "Ann"
    assert [one.conversation_sid for one in user.conversations] == [conversation.sid]
    assert user.conversations["printer"].update(last_read_message_index=0).user_sid == user.sid
    assert conversation.participants["ann@example.com"].last_read_message_index == 0
    assert repr(user.conversations["printer"]) == f"<{conversation.sid} 'printer'>"
    user.conversations["printer"].delete()
    assert list(user.conversations) == list(conversation.participants) == []
    user.delete()
    assert len(fake.users) == 0


def test_a_user_without_a_name_is_shown_by_identity(fake: Ringback) -> None:
    user = fake.users.create(identity="ann")
    assert repr(user) == f"<{user.sid} 'ann'>"


def test_a_role_is_given_to_a_participant(fake: Ringback) -> None:
    role = fake.roles.create(
        sid="RL" + "a" * 32, friendly_name="writer", type="conversation", permission=["sendMessage"]
    )
    person = fake.conversations.create().participants.create(identity="ann", role_sid=role.sid)

    assert fake.roles[person.role_sid].permissions == ["sendMessage"]
    assert role.update(permission=["sendMessage", "leaveConversation"]).type == "conversation"
    with pytest.raises(UsageError, match="Role is in use"):
        role.delete()


def test_a_service_has_users_and_roles(fake: Ringback) -> None:
    service = fake.services.create(friendly_name="support")
    user = service.users.create(sid="US" + "a" * 32, identity="ann")

    assert user.sid == service.users["ann"].sid == "US" + "a" * 32
    assert service.roles[user.role_sid].friendly_name == "service user"
    assert len(fake.users) == 0


def test_a_conversation_has_an_email_address(fake: Ringback) -> None:
    conversation = fake.conversations.create(bindings_email_address="a@example.com")

    assert conversation.bindings == {"email": {"projected_address": "a@example.com"}}


def test_a_message_has_receipts(fake: Ringback) -> None:
    conversation = fake.conversations.create()
    person = conversation.participants.create(
        messaging_binding_address="+15550000001", messaging_binding_proxy_address="+15559999999"
    )
    message = conversation.messages.create(body="Hello")

    (receipt,) = message.receipts
    assert (receipt.participant_sid, receipt.status) == (person.sid, "delivered")
    assert message.delivery is None
    assert conversation.messages[message.sid].delivery["total"] == len(message.receipts) == 1


def test_an_address_is_configured(fake: Ringback) -> None:
    sid = "IG" + "a" * 32
    address = fake.addresses.create(
        sid=sid,
        type="sms",
        address="+15559999999",
        auto_creation_enabled=True,
        auto_creation_type="webhook",
        auto_creation_webhook_url="https://example.com",
        auto_creation_webhook_filters=["onMessageAdded"],
    )

    assert fake.addresses["+15559999999"].sid == address.sid == sid
    assert address.auto_creation["webhook_filters"] == ["onMessageAdded"]
    assert address.update(auto_creation_enabled=False).auto_creation["enabled"] is False
    with pytest.raises(UsageError, match="Address configuration already exists"):
        fake.addresses.create(type="sms", address="+15559999999")


CHOSEN = "CH" + "a" * 32


def test_a_test_chooses_sids(fake: Ringback) -> None:
    service = fake.services.create(sid="IS" + "a" * 32, friendly_name="support")
    conversation = service.conversations.create(sid=CHOSEN, unique_name="printer")
    person = conversation.participants.create(sid="MB" + "a" * 32, identity="ann")
    message = conversation.messages.create(sid="IM" + "a" * 32, body="hello")

    assert conversation.chat_service_sid == "IS" + "a" * 32
    assert service.conversations["printer"].sid == CHOSEN
    assert conversation.participants["ann"].sid == person.sid == "MB" + "a" * 32
    assert [one.sid for one in conversation.messages] == [message.sid]
    assert "IS" + "a" * 32 in fake.services


def test_a_sid_that_is_taken_or_malformed_is_refused(fake: Ringback) -> None:
    fake.conversations.create(sid=CHOSEN)
    with pytest.raises(UsageError, match=rf"POST /v1/Conversations .*: {CHOSEN} exists already"):
        fake.conversations.create(sid=CHOSEN)
    with pytest.raises(UsageError, match="'IM1' is not a SID of Conversations, which is CH and 32"):
        fake.conversations.create(sid="IM1")
    with pytest.raises(RingbackError, match="'Sid' is not a parameter"):
        fake.conversations[CHOSEN].update(sid="CH" + "b" * 32)
