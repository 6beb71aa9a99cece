import pytest

from tests.support.twilio.caller import ACCOUNT, Caller
from tests.support.twilio.schemas import schema

CONFIGURATION = schema("configuration")
URL = "https://conversations.twilio.com/v1"


def test_an_account_begins_with_default_services_and_without_timers(caller: Caller) -> None:
    body = caller.get("/Configuration").body
    made = caller.create("/Conversations")
    service = made["chat_service_sid"]

    CONFIGURATION.validate(body)
    assert list(body.items()) == [
        ("account_sid", ACCOUNT),
        ("default_chat_service_sid", service),
        ("default_messaging_service_sid", made["messaging_service_sid"]),
        ("default_inactive_timer", "PT0S"),
        ("default_closed_timer", "PT0S"),
        ("url", f"{URL}/Configuration"),
        (
            "links",
            {
                "service": f"{URL}/Services/{service}/Configuration",
                "webhooks": f"{URL}/Configuration/Webhooks",
            },
        ),
    ]


def test_new_conversations_have_the_default_timers(caller: Caller) -> None:
    timers = {"DefaultInactiveTimer": "PT5M", "DefaultClosedTimer": "PT10M"}
    body = caller.post("/Configuration", timers).body

    assert (body["default_inactive_timer"], body["default_closed_timer"]) == ("PT5M", "PT10M")
    assert caller.get("/Configuration").body == body
    assert caller.create("/Conversations")["timers"] == {
        "date_inactive": "2026-03-02T14:13:01Z",
        "date_closed": "2026-03-02T14:18:01Z",
    }
    assert caller.create("/Conversations", {"Timers.Closed": "PT0S"})["timers"] == {
        "date_inactive": "2026-03-02T14:13:01Z"
    }


def test_a_default_timer_is_turned_off_again(caller: Caller) -> None:
    caller.post("/Configuration", {"DefaultClosedTimer": "PT10M"})
    body = caller.post("/Configuration", {"DefaultClosedTimer": "PT0S"}).body

    assert body["default_closed_timer"] == "PT0S"
    assert caller.create("/Conversations")["timers"] == {}


def test_another_default_service_is_used_for_paths_without_a_service(caller: Caller) -> None:
    before = caller.create("/Conversations")["sid"]
    service = caller.create("/Services", {"FriendlyName": "another"})["sid"]
    caller.post("/Configuration", {"DefaultChatServiceSid": service})

    assert caller.create("/Conversations")["chat_service_sid"] == service
    assert caller.get(f"/Conversations/{before}").status == 404


def test_new_conversations_get_the_default_messaging_service(caller: Caller) -> None:
    sid = "MG" + "b" * 32
    caller.post("/Configuration", {"DefaultMessagingServiceSid": sid})

    assert caller.create("/Conversations")["messaging_service_sid"] == sid


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"DefaultChatServiceSid": "x"}, 50050),
        ({"DefaultChatServiceSid": "IS" + "a" * 32}, 50050),
        ({"DefaultMessagingServiceSid": "x"}, 50341),
        ({"DefaultInactiveTimer": "PT59S"}, 50375),
        ({"DefaultInactiveTimer": "x"}, 50379),
        ({"DefaultClosedTimer": "PT9M"}, 50376),
        ({"DefaultClosedTimer": "x"}, 50380),
    ],
)
def test_a_wrong_default_is_refused(
    refusing: Caller, parameters: dict[str, str], code: int
) -> None:
    before = refusing.get("/Configuration").body

    assert refusing.post("/Configuration", parameters).fault == (400, code)
    assert refusing.get("/Configuration").body == before


def test_an_unknown_default_service_is_adopted(caller: Caller) -> None:
    service = "IS" + "a" * 32

    assert caller.post("/Configuration", {"DefaultChatServiceSid": service}).status == 200
    assert caller.create("/Conversations")["chat_service_sid"] == service


def test_a_default_service_that_was_deleted_is_refused(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "one"})["sid"]
    caller.delete(f"/Services/{service}")

    reply = caller.post("/Configuration", {"DefaultChatServiceSid": service})
    assert reply.fault == (400, 50050)


def test_a_configuration_is_not_deleted(caller: Caller) -> None:
    assert caller.delete("/Configuration").fault == (405, 20004)


def test_without_its_default_service_an_account_has_no_conversations(caller: Caller) -> None:
    service = caller.get("/Configuration").body["default_chat_service_sid"]
    caller.delete(f"/Services/{service}")

    assert caller.post("/Conversations").fault == (404, 20404)
