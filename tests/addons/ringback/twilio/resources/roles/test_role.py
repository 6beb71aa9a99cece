import pytest

from tests.support.twilio.caller import ACCOUNT, Caller, Clock
from tests.support.twilio.schemas import schema

ROLE = schema("role")
WRITER = [
    ("FriendlyName", "writer"),
    ("Type", "conversation"),
    ("Permission", "sendMessage"),
    ("Permission", "leaveConversation"),
]


def test_a_role_is_created(caller: Caller) -> None:
    body = caller.create("/Roles", WRITER)

    ROLE.validate(body)
    assert list(body.items()) == [
        ("sid", body["sid"]),
        ("account_sid", ACCOUNT),
        ("chat_service_sid", caller.create("/Conversations")["chat_service_sid"]),
        ("friendly_name", "writer"),
        ("type", "conversation"),
        ("permissions", ["sendMessage", "leaveConversation"]),
        ("date_created", "2026-03-02T14:08:01Z"),
        ("date_updated", "2026-03-02T14:08:01Z"),
        ("url", f"https://conversations.twilio.com/v1/Roles/{body['sid']}"),
    ]
    assert caller.get(f"/Roles/{body['sid']}").body == body


def test_a_service_has_roles_of_its_own(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "one"})
    roles = service["links"]["roles"].removeprefix(caller.origin + "/v1")
    made = caller.create(roles, WRITER)

    ROLE.validate(made)
    assert made["chat_service_sid"] == service["sid"]
    assert made["url"] == f"{service['links']['roles']}/{made['sid']}"
    assert caller.follow(made["url"]).body == made
    assert caller.get(f"/Roles/{made['sid']}").fault == (404, 20404)


def test_an_update_replaces_all_permissions(caller: Caller, clock: Clock) -> None:
    made = caller.create("/Roles", WRITER)
    clock.advance(seconds=1)
    updated = caller.post(f"/Roles/{made['sid']}", {"Permission": "addParticipant"}).body

    assert updated == made | {
        "permissions": ["addParticipant"],
        "date_updated": "2026-03-02T14:08:02Z",
    }
    assert caller.get(f"/Roles/{made['sid']}").body == updated


def test_a_role_is_deleted(caller: Caller) -> None:
    made = caller.create("/Roles", WRITER)

    assert caller.delete(f"/Roles/{made['sid']}").status == 204
    assert caller.get(f"/Roles/{made['sid']}").fault == (404, 20404)
    assert caller.delete(f"/Roles/{made['sid']}").fault == (404, 20404)


def test_roles_are_listed_page_by_page(caller: Caller) -> None:
    made = caller.create("/Roles", WRITER)
    first = caller.get("/Roles?PageSize=4").body
    rest = caller.follow(first["meta"]["next_page_url"]).body

    assert (len(first["roles"]), rest["roles"]) == (4, [made])
    assert (first["meta"]["key"], rest["meta"]["next_page_url"]) == ("roles", None)
    assert caller.get("/Roles?PageSize=100").body["meta"]["page_size"] == 50


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"Type": "service", "Permission": "joinConversation"}, 20001),
        ({"FriendlyName": "x", "Permission": "joinConversation"}, 20001),
        ({"FriendlyName": "x", "Type": "service"}, 20001),
        ({"FriendlyName": "", "Type": "service", "Permission": "joinConversation"}, 50000),
        ({"FriendlyName": "x" * 65, "Type": "service", "Permission": "joinConversation"}, 50003),
        ({"FriendlyName": "x", "Type": "deployment", "Permission": "joinConversation"}, 50105),
        ({"FriendlyName": "x", "Type": "", "Permission": "joinConversation"}, 50105),
        ({"FriendlyName": "x", "Type": "service", "Permission": "joinChannel"}, 50104),
        ({"FriendlyName": "x", "Type": "service", "Permission": ""}, 50104),
    ],
    ids=lambda value: str(value)[:90],
)
def test_a_wrong_role_is_refused(caller: Caller, parameters: dict[str, str], code: int) -> None:
    assert caller.post("/Roles", parameters).fault == (400, code)
    assert len(caller.get("/Roles").body["roles"]) == 4


@pytest.mark.parametrize(
    ("parameters", "code"),
    [({}, 20001), ({"Permission": "x"}, 50104), ({"FriendlyName": "another"}, 20001)],
)
def test_a_wrong_update_is_refused(caller: Caller, parameters: dict[str, str], code: int) -> None:
    made = caller.create("/Roles", WRITER)

    assert caller.post(f"/Roles/{made['sid']}", parameters).fault == (400, code)
    assert caller.get(f"/Roles/{made['sid']}").body == made


def test_a_name_may_be_of_64_characters(caller: Caller) -> None:
    assert caller.create("/Roles", [("FriendlyName", "x" * 64), *WRITER[1:]])
