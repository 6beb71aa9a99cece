import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from ringback.errors import RingbackError, UsageError
from ringback_proxy.testing.api_client import _encode_form
from ringback_proxy.testing.fixture import Ringback


def test_what_was_set_up_can_be_looked_at(fake: Ringback) -> None:
    made = fake.conversations.create(friendly_name="printer on fire", unique_name="printer")
    assert fake.conversations["printer"].sid == made.sid
    assert [one.friendly_name for one in fake.conversations] == ["printer on fire"]
    assert "printer" in fake.conversations
    assert fake.requests == ()


def test_what_is_not_there_is_not_found(fake: Ringback) -> None:
    assert fake.conversations.get("nobody") is None
    assert "nobody" not in fake.conversations
    with pytest.raises(KeyError, match=r"AC0+ has no nobody under .*conversations_of"):
        fake.conversations["nobody"]


def test_all_pages_are_turned(fake: Ringback) -> None:
    for number in range(101):
        fake.conversations.create(friendly_name=str(number))
    assert len(fake.conversations) == 101


def test_people_and_messages_stand_under_a_conversation(fake: Ringback) -> None:
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


def test_it_can_be_changed_and_removed(fake: Ringback) -> None:
    conversation = fake.conversations.create(unique_name="printer")
    assert conversation.update(state="closed").state == "closed"
    conversation.delete()
    assert "printer" not in fake.conversations


def test_what_twilio_would_refuse_is_the_test_s_mistake(fake: Ringback) -> None:
    with pytest.raises(UsageError, match=r"refused: Initial state .* \(400, code 50384\)"):
        fake.conversations.create(state="closed")


def test_a_parameter_that_there_is_not_is_the_test_s_mistake(fake: Ringback) -> None:
    said = r"'FrendlyName' is not a parameter .* mean FriendlyName\?"
    with pytest.raises(RingbackError, match=said):
        fake.conversations.create(frendly_name="printer on fire")


def test_what_an_api_key_makes_is_in_the_account_s_world(fake: Ringback) -> None:
    key = ("SK" + "5" * 32, "secret")
    with requests.Session() as session:
        session.trust_env = False
        made = session.post(f"{fake.base_url}/v1/Conversations", auth=key).json()
    assert fake.conversations[made["sid"]].account_sid == fake.client().account_sid


def test_an_attribute_that_there_is_not_names_those_that_there_are(fake: Ringback) -> None:
    conversation = fake.conversations.create(friendly_name="printer")
    with pytest.raises(AttributeError, match=r"has no 'colour'; it has sid, account_sid"):
        conversation.colour  # noqa: B018 - the access is what is tested
    assert repr(conversation) == f"<{conversation.sid} 'printer'>"
    assert copy.copy(conversation).sid == conversation.sid


def test_every_account_has_a_world_of_its_own(fake: Ringback) -> None:
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


def test_all_can_be_had_at_once_and_one_by_what_was_made(fake: Ringback) -> None:
    made = fake.conversations.create()
    assert [one.sid for one in fake.conversations.list()] == [made.sid]
    assert made in fake.conversations
    assert fake.conversations[made].sid == made.sid


@pytest.mark.parametrize("name", ["", 0, None])
def test_what_is_no_name_is_refused(fake: Ringback, name: Any) -> None:
    with pytest.raises(UsageError, match="names none of /v1/Conversations; give a SID"):
        fake.conversations.get(name)
