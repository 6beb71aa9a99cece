import pytest

from ringback.sids import is_sid
from tests.support.twilio.caller import ACCOUNT, Caller


def test_a_service_is_created(caller: Caller) -> None:
    body = caller.create("/Services", {"FriendlyName": "one"})
    url = f"https://conversations.twilio.com/v1/Services/{body['sid']}"

    assert is_sid("IS", body["sid"])
    assert list(body.items())[1:] == [
        ("account_sid", ACCOUNT),
        ("friendly_name", "one"),
        ("date_created", "2026-03-02T14:08:01Z"),
        ("date_updated", "2026-03-02T14:08:01Z"),
        ("url", url),
        (
            "links",
            {
                "conversations": f"{url}/Conversations",
                "users": f"{url}/Users",
                "roles": f"{url}/Roles",
                "bindings": f"{url}/Bindings",
                "configuration": f"{url}/Configuration",
                "participant_conversations": f"{url}/ParticipantConversations",
                "conversation_with_participants": f"{url}/ConversationWithParticipants",
            },
        ),
    ]


def test_a_service_needs_a_name(caller: Caller) -> None:
    reply = caller.post("/Services")

    assert reply.fault == (400, 20001)
    assert reply.body["message"] == "Missing required parameter FriendlyName in the post body"


def test_a_name_can_be_too_long(caller: Caller) -> None:
    assert caller.post("/Services", {"FriendlyName": "x" * 257}).fault == (400, 50003)


def test_services_are_listed_and_fetched(caller: Caller) -> None:
    made = caller.create("/Services", {"FriendlyName": "one"})

    assert caller.get("/Services").body["services"][1:] == [made]
    assert caller.get(f"/Services/{made['sid']}").body == made


@pytest.mark.parametrize("name", ["another"])
def test_a_service_has_no_name_to_be_found_by(caller: Caller, name: str) -> None:
    caller.create("/Services", {"FriendlyName": name})

    assert caller.get(f"/Services/{name}").fault == (404, 20404)
