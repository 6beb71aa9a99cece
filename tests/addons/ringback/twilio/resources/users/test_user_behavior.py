import json

import pytest

from ringback.http.messages import Headers, Response, request_to
from tests.support.twilio.caller import FORM, Caller

USER, ROLE = "US" + "a" * 32, "RL" + "b" * 32


def seed_user(caller: Caller, **changes: object) -> None:
    """Apply a recorded reply that shows a user."""
    service = caller.get("/Services").body["services"][0]["sid"]
    document = {"sid": USER, "identity": "ann", "chat_service_sid": service, "role_sid": ROLE}
    url = f"https://conversations.twilio.com/v1/Users/{USER}"
    headers = Headers([("Authorization", caller.authorization), FORM])
    reply = Response(200, body=json.dumps(document | changes).encode())
    caller.api.seed(request_to("GET", url, headers), reply)


@pytest.mark.parametrize("position", [2, 3], ids=["channel admin", "channel user"])
def test_a_user_has_no_role_of_a_conversation(caller: Caller, position: int) -> None:
    role = caller.get("/Roles").body["roles"][position]["sid"]
    caller.create("/Users", {"Identity": "ann"})

    assert caller.post("/Users", {"Identity": "bob", "RoleSid": role}).fault == (400, 50102)
    assert caller.post("/Users/ann", {"RoleSid": role}).fault == (400, 50102)


def test_a_users_role_is_in_use(caller: Caller) -> None:
    role = caller.get("/Roles").body["roles"][0]["sid"]
    caller.create("/Users", {"Identity": "ann", "RoleSid": role})

    assert caller.delete(f"/Roles/{role}").fault == (409, 20409)
    caller.delete("/Users/ann")
    assert caller.delete(f"/Roles/{role}").status == 204


def test_a_recorded_user_takes_the_place_of_the_one_that_a_participant_made(
    caller: Caller,
) -> None:
    people = f"/Conversations/{caller.create('/Conversations')['sid']}/Participants"
    caller.create(people, {"Identity": "ann"})
    seed_user(caller, friendly_name="Ann")
    users = caller.get("/Users").body["users"]

    assert [(user["sid"], user["friendly_name"]) for user in users] == [(USER, "Ann")]
    assert len(caller.get("/Users/ann/Conversations").body["conversations"]) == 1
    assert len(caller.get(people).body["participants"]) == 1


def test_a_recorded_users_role_is_known(caller: Caller) -> None:
    seed_user(caller)

    assert caller.get(f"/Roles/{ROLE}").body["type"] == "service"
    assert caller.create("/Users", {"Identity": "bob"})["role_sid"] == ROLE


def test_who_was_online_in_a_recording_is_not_in_the_fake(caller: Caller) -> None:
    seed_user(caller, is_online=True, is_notifiable=False)
    found = caller.get("/Users/ann").body

    assert (found["is_online"], found["is_notifiable"]) == (None, None)
    assert caller.get("/Users").body["users"] == [found]
