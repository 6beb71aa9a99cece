import json

import pytest

from ringback.http.messages import Headers, Response, request_to
from tests.support.twilio.caller import FORM, Caller, Clock
from tests.support.twilio.schemas import schema

CONFIGURATION = schema("service_configuration")
ORIGIN = "https://conversations.twilio.com/v1"
ROLES = {
    "DefaultConversationCreatorRoleSid": "default_conversation_creator_role_sid",
    "DefaultConversationRoleSid": "default_conversation_role_sid",
    "DefaultChatServiceRoleSid": "default_chat_service_role_sid",
}
TYPES = dict(zip(ROLES, ["conversation", "conversation", "service"], strict=True))


@pytest.fixture
def service(caller: Caller) -> str:
    sid = caller.create("/Services", {"FriendlyName": "one"})["sid"]
    assert isinstance(sid, str)
    return sid


@pytest.fixture
def url(service: str) -> str:
    return f"/Services/{service}/Configuration"


def create_role(caller: Caller, service: str, role_type: str) -> str:
    permission = {"conversation": "sendMessage", "service": "joinConversation"}[role_type]
    sent = {"FriendlyName": "mine", "Type": role_type, "Permission": permission}
    sid = caller.create(f"/Services/{service}/Roles", sent)["sid"]
    assert isinstance(sid, str)
    return sid


def test_a_service_begins_with_its_default_roles(caller: Caller, service: str, url: str) -> None:
    body = caller.get(url).body
    roles = caller.get(f"/Services/{service}/Roles").body["roles"]
    named = {role["sid"]: role["friendly_name"] for role in roles}

    CONFIGURATION.validate(body)
    assert list(body.items()) == [
        ("chat_service_sid", service),
        ("default_conversation_creator_role_sid", body["default_conversation_creator_role_sid"]),
        ("default_conversation_role_sid", body["default_conversation_role_sid"]),
        ("default_chat_service_role_sid", body["default_chat_service_role_sid"]),
        ("reachability_enabled", False),
        ("url", f"{ORIGIN}{url}"),
        (
            "links",
            {
                "notifications": f"{ORIGIN}{url}/Notifications",
                "webhooks": f"{ORIGIN}{url}/Webhooks",
            },
        ),
    ]
    assert [named[body[key]] for key in ROLES.values()] == [
        "channel admin",
        "channel user",
        "service user",
    ]


def test_the_configuration_of_the_account_leads_here(caller: Caller) -> None:
    configuration = caller.get("/Configuration").body
    body = caller.follow(configuration["links"]["service"]).body

    CONFIGURATION.validate(body)
    assert body["chat_service_sid"] == configuration["default_chat_service_sid"]
    for link in body["links"].values():
        assert caller.follow(link).status == 200


@pytest.mark.parametrize("parameter", ROLES)
def test_a_default_role_is_one_of_the_services(
    caller: Caller, service: str, url: str, parameter: str
) -> None:
    role = create_role(caller, service, TYPES[parameter])
    before = caller.get(url).body
    body = caller.post(url, {parameter: role}).body

    CONFIGURATION.validate(body)
    assert body == before | {ROLES[parameter]: role}
    assert caller.get(url).body == body


@pytest.mark.parametrize(
    ("parameter", "code"), list(zip(ROLES, [50106, 50109, 50102], strict=True)), ids=list(ROLES)
)
def test_another_role_is_refused(
    caller: Caller, service: str, url: str, parameter: str, code: int
) -> None:
    before = caller.get(url).body
    other = {"conversation": "service", "service": "conversation"}[TYPES[parameter]]
    elsewhere = caller.create("/Services", {"FriendlyName": "two"})["sid"]
    wrong = [
        "",
        "x",
        create_role(caller, service, other),
        create_role(caller, elsewhere, TYPES[parameter]),
    ]

    for role in wrong:
        assert caller.post(url, {parameter: role}).fault == (400, code), role
    assert caller.get(url).body == before


def test_new_participants_have_the_default_role(caller: Caller, service: str, url: str) -> None:
    role = create_role(caller, service, "conversation")
    conversation = caller.create(f"/Services/{service}/Conversations")["sid"]
    people = f"/Services/{service}/Conversations/{conversation}/Participants"
    before = caller.create(people, {"Identity": "alice"})
    caller.post(url, {"DefaultConversationRoleSid": role})

    assert caller.create(people, {"Identity": "bob"})["role_sid"] == role
    assert caller.get(f"{people}/alice").body == before


def test_a_default_role_is_in_use(caller: Caller, service: str, url: str) -> None:
    role = create_role(caller, service, "conversation")
    before = caller.get(url).body["default_conversation_creator_role_sid"]
    caller.post(url, {"DefaultConversationCreatorRoleSid": role})

    assert caller.delete(f"/Services/{service}/Roles/{role}").status == 409
    caller.post(url, {"DefaultConversationCreatorRoleSid": before})
    assert caller.delete(f"/Services/{service}/Roles/{role}").status == 204


@pytest.mark.parametrize(("sent", "shown"), [("true", True), ("False", False)])
def test_reachability_is_switched(caller: Caller, url: str, sent: str, shown: bool) -> None:
    assert caller.post(url, {"ReachabilityEnabled": sent}).body["reachability_enabled"] is shown
    assert caller.get(url).body["reachability_enabled"] is shown


def test_what_is_neither_true_nor_false_is_refused(caller: Caller, url: str) -> None:
    assert caller.post(url, {"ReachabilityEnabled": "maybe"}).fault == (422, 20422)


def test_an_update_changes_the_date_of_the_service(
    caller: Caller, service: str, url: str, clock: Clock
) -> None:
    clock.advance(seconds=59)
    caller.post(url, {"ReachabilityEnabled": "true"})

    body = caller.get(f"/Services/{service}").body
    assert (body["date_created"], body["date_updated"]) == (
        "2026-03-02T14:08:01Z",
        "2026-03-02T14:09:00Z",
    )


def test_the_configuration_of_a_deleted_service_is_gone(
    caller: Caller, service: str, url: str
) -> None:
    caller.delete(f"/Services/{service}")

    assert caller.get(url).fault == (404, 20404)


def test_a_recorded_configuration_shows_the_default_roles(
    caller: Caller, service: str, url: str
) -> None:
    shown = caller.get(url).body
    sids = {key: f"RL{place}" + "e" * 31 for place, key in enumerate(ROLES.values())}
    shown |= {**sids, "reachability_enabled": True}
    headers = Headers([("Authorization", caller.authorization), FORM])
    request = request_to("GET", f"{ORIGIN}{url}", headers)
    caller.api.seed(request, Response(200, body=json.dumps(shown).encode()))

    assert caller.get(url).body == shown
    roles = caller.get(f"/Services/{service}/Roles").body["roles"]
    named = {role["sid"]: role["friendly_name"] for role in roles}
    assert len(roles) == 4
    assert [named[sid] for sid in sids.values()] == [
        "channel admin",
        "channel user",
        "service user",
    ]
