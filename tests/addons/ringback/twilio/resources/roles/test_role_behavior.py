import json

import pytest

from ringback.http.messages import Headers, Response, request_to
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import FORM, Caller, Clock
from tests.support.twilio.models import make_model


def make_role(caller: Caller, role_type: str, permission: str) -> str:
    """Create a role and return its path."""
    sent = {"FriendlyName": "x", "Type": role_type, "Permission": permission}
    return f"/Roles/{caller.create('/Roles', sent)['sid']}"


@pytest.mark.parametrize(
    ("role_type", "known", "unknown"),
    [
        ("service", "joinConversation", "sendMessage"),
        ("conversation", "sendMessage", "joinConversation"),
    ],
)
def test_a_permission_has_to_be_one_of_the_type(
    caller: Caller, role_type: str, known: str, unknown: str
) -> None:
    sent = {"FriendlyName": "x", "Type": role_type, "Permission": unknown}
    made = make_role(caller, role_type, known)

    assert caller.post("/Roles", sent).fault == (400, 50104)
    assert caller.post(made, {"Permission": unknown}).fault == (400, 50104)
    assert caller.post(made, {"Permission": known}).status == 200


def test_a_role_is_in_use_until_its_participants_have_another(caller: Caller) -> None:
    role = make_role(caller, "conversation", "sendMessage")
    people = f"/Conversations/{caller.create('/Conversations')['sid']}/Participants"
    ann = caller.create(people, {"Identity": "ann", "RoleSid": role.removeprefix("/Roles/")})

    assert caller.delete(role).fault == (409, 20409)
    assert caller.get(role).status == 200
    caller.delete(f"{people}/{ann['sid']}")
    assert caller.delete(role).status == 204


@pytest.mark.parametrize("position", [1, 2, 3])
def test_a_default_role_is_in_use(caller: Caller, position: int) -> None:
    role = caller.get("/Roles").body["roles"][position]

    assert caller.delete(f"/Roles/{role['sid']}").fault == (409, 20409)


def test_a_role_that_is_no_default_can_be_deleted(caller: Caller) -> None:
    admin = caller.get("/Roles").body["roles"][0]

    assert caller.delete(f"/Roles/{admin['sid']}").status == 204


def test_a_service_is_deleted_with_its_roles(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "one"})
    roles = caller.follow(service["links"]["roles"]).body["roles"]

    assert caller.delete(f"/Services/{service['sid']}").status == 204
    assert [caller.follow(role["url"]).status for role in roles] == [404] * 4


def test_recorded_roles_replace_the_made_up_defaults(caller: Caller, clock: Clock) -> None:
    real = Caller(make_model(clock=clock, sids=SeededSids(99), adopts_services=False))
    real.user = "AC" + "b" * 32  # the SIDs of an account's default roles depend on its SID
    people = f"/Conversations/{caller.create('/Conversations')['sid']}/Participants"
    ann = caller.create(people, {"Identity": "ann"})
    recorded = real.get("/Roles").body
    headers = Headers([("Authorization", caller.authorization), FORM])
    url = "https://conversations.twilio.com/v1/Roles"
    reply = Response(200, body=json.dumps(recorded).encode())
    caller.api.seed(request_to("GET", url, headers), reply)

    listed = caller.get("/Roles").body["roles"]
    assert [role["sid"] for role in listed] == [role["sid"] for role in recorded["roles"]]
    assert caller.get(f"{people}/ann").body["role_sid"] == listed[3]["sid"] != ann["role_sid"]
    assert caller.create(people, {"Identity": "bob"})["role_sid"] == listed[3]["sid"]
    assert caller.delete(f"/Roles/{listed[3]['sid']}").fault == (409, 20409)
