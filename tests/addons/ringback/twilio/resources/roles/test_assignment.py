import json
from typing import Any

import pytest

from ringback.http.messages import Headers, Response, request_to
from tests.support.twilio.caller import FORM, Caller

ROLE = "RL" + "a" * 32
CH = "CH" + "b" * 32
PERSON, PROXY = "+15550000001", "+15559999999"


@pytest.fixture
def people(caller: Caller) -> str:
    return f"/Conversations/{caller.create('/Conversations')['sid']}/Participants"


def seed_participant(caller: Caller, method: str, body: bytes = b"") -> None:
    """Apply a recorded reply that shows a participant with a role."""
    service = caller.get("/Services").body["services"][0]["sid"]
    document: dict[str, Any] = {
        "sid": "MB" + "c" * 32,
        "conversation_sid": CH,
        "chat_service_sid": service,
        "identity": "ann",
        "role_sid": ROLE,
    }
    one = "" if method == "POST" else "/ann"
    url = f"https://conversations.twilio.com/v1/Conversations/{CH}/Participants{one}"
    headers = Headers([("Authorization", caller.authorization), FORM])
    reply = Response(200, body=json.dumps(document).encode())
    caller.api.seed(request_to(method, url, headers, body), reply)


def test_a_participants_role_leads_to_the_default_role(caller: Caller, people: str) -> None:
    role = caller.create(people, {"Identity": "ann"})["role_sid"]

    assert caller.get(f"/Roles/{role}").body["friendly_name"] == "channel user"


@pytest.mark.parametrize("position", [0, 1], ids=["service admin", "service user"])
def test_a_participant_has_no_role_of_a_service(caller: Caller, people: str, position: int) -> None:
    role = caller.get("/Roles").body["roles"][position]["sid"]

    assert caller.post(people, {"Identity": "ann", "RoleSid": role}).fault == (400, 50109)


def test_a_role_of_another_service_is_unknown(caller: Caller, people: str) -> None:
    service = caller.create("/Services", {"FriendlyName": "one"})
    role = caller.follow(service["links"]["roles"]).body["roles"][3]["sid"]

    assert caller.post(people, {"Identity": "ann", "RoleSid": role}).fault == (400, 50109)


def test_who_sends_a_role_of_another_type_is_told_where_the_roles_are(
    caller: Caller, people: str
) -> None:
    role = caller.get("/Roles").body["roles"][0]["sid"]
    reply = caller.post(people, {"Identity": "ann", "RoleSid": role})

    assert reply.fault == (400, 50109)
    assert reply.notes == (
        f"{role} is not a role of type conversation in this service; GET /v1/Roles lists them.",
    )


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_recorded_role_that_nobody_asked_for_is_the_default(
    caller: Caller, people: str, method: str
) -> None:
    seed_participant(caller, method)

    assert caller.create(people, {"Identity": "bob"})["role_sid"] == ROLE
    assert caller.get(f"/Roles/{ROLE}").body["friendly_name"] == "channel user"
    assert len(caller.get("/Roles").body["roles"]) == 4


def test_a_recorded_role_that_was_asked_for_is_added(caller: Caller, people: str) -> None:
    seed_participant(caller, "POST", f"Identity=ann&RoleSid={ROLE}".encode())

    assert len(caller.get("/Roles").body["roles"]) == 5
    assert caller.create(people, {"Identity": "bob"})["role_sid"] != ROLE
    assert caller.create(people, {"Identity": "eve", "RoleSid": ROLE})["role_sid"] == ROLE
