import pytest

from tests.support.twilio.caller import ACCOUNT, Caller
from tests.support.twilio.schemas import schema

NOTIFICATIONS = schema("service_notifications")
SENT = {
    "LogEnabled": "true",
    "NewMessage.Enabled": "True",
    "NewMessage.Template": "${MESSAGE}",
    "NewMessage.Sound": "ring",
    "NewMessage.BadgeCountEnabled": "true",
    "NewMessage.WithMedia.Enabled": "false",
    "NewMessage.WithMedia.Template": "${MEDIA}",
    "AddedToConversation.Enabled": "true",
    "AddedToConversation.Template": "added",
    "AddedToConversation.Sound": "one",
    "RemovedFromConversation.Enabled": "false",
    "RemovedFromConversation.Template": "removed",
    "RemovedFromConversation.Sound": "two",
}
SHOWN = {
    "log_enabled": True,
    "added_to_conversation": {"enabled": True, "template": "added", "sound": "one"},
    "new_message": {
        "enabled": True,
        "template": "${MESSAGE}",
        "badge_count_enabled": True,
        "sound": "ring",
        "with_media": {"enabled": False, "template": "${MEDIA}"},
    },
    "removed_from_conversation": {"enabled": False, "template": "removed", "sound": "two"},
}


@pytest.fixture
def service(caller: Caller) -> str:
    sid = caller.create("/Services", {"FriendlyName": "one"})["sid"]
    assert isinstance(sid, str)
    return sid


@pytest.fixture
def url(service: str) -> str:
    return f"/Services/{service}/Configuration/Notifications"


def test_a_service_begins_without_notifications(caller: Caller, service: str, url: str) -> None:
    body = caller.get(url).body

    NOTIFICATIONS.validate(body)
    assert list(body.items()) == [
        ("account_sid", ACCOUNT),
        ("chat_service_sid", service),
        ("log_enabled", False),
        ("added_to_conversation", {"enabled": False}),
        ("new_message", {"enabled": False}),
        ("removed_from_conversation", {"enabled": False}),
        ("url", f"https://conversations.twilio.com/v1{url}"),
    ]


def test_notifications_are_stored_and_shown(caller: Caller, url: str) -> None:
    body = caller.post(url, SENT).body

    NOTIFICATIONS.validate(body)
    assert body | SHOWN == body
    assert caller.get(url).body == body


@pytest.mark.parametrize("name", SENT)
def test_each_setting_stays_when_it_is_not_sent(caller: Caller, url: str, name: str) -> None:
    before = caller.post(url, SENT).body

    assert caller.post(url, {name: SENT[name]}).body == before


def test_an_empty_text_removes_it(caller: Caller, url: str) -> None:
    caller.post(url, SENT)
    body = caller.post(url, {"NewMessage.Sound": "", "NewMessage.WithMedia.Template": ""}).body

    NOTIFICATIONS.validate(body)
    assert "sound" not in body["new_message"]
    assert body["new_message"]["with_media"] == {"enabled": False}


@pytest.mark.parametrize("name", [name for name in SENT if name.endswith("Enabled")])
def test_what_is_neither_true_nor_false_is_refused(caller: Caller, url: str, name: str) -> None:
    assert caller.post(url, {name: "maybe"}).fault == (422, 20422)


def test_services_have_notifications_of_their_own(caller: Caller, url: str) -> None:
    other = caller.create("/Services", {"FriendlyName": "two"})["sid"]
    caller.post(url, SENT)

    shown = caller.get(f"/Services/{other}/Configuration/Notifications").body
    assert shown["new_message"] == {"enabled": False}


def test_who_waits_for_a_notification_learns_that_none_is_sent(caller: Caller, url: str) -> None:
    note = "The notifications are stored, but the fake sends none."

    assert caller.post(url, {"LogEnabled": "true"}).notes == ()
    assert caller.post(url, {"NewMessage.WithMedia.Enabled": "true"}).notes == (note,)
