from urllib.parse import quote

import pytest

from tests.support.twilio.caller import ACCOUNT, Caller, Clock
from tests.support.twilio.schemas import schema

USER = schema("user")


@pytest.fixture
def role(caller: Caller) -> str:
    """Return the SID of a role for users that is not the default one."""
    return str(caller.get("/Roles").body["roles"][0]["sid"])


def test_a_user_is_created(caller: Caller, role: str) -> None:
    sent = {"Identity": "ann", "FriendlyName": "Ann", "Attributes": '{"a": 1}', "RoleSid": role}
    body = caller.create("/Users", sent)
    url = f"https://conversations.twilio.com/v1/Users/{body['sid']}"

    USER.validate(body)
    assert list(body.items()) == [
        ("sid", body["sid"]),
        ("account_sid", ACCOUNT),
        ("chat_service_sid", caller.create("/Conversations")["chat_service_sid"]),
        ("role_sid", role),
        ("identity", "ann"),
        ("friendly_name", "Ann"),
        ("attributes", '{"a": 1}'),
        ("is_online", None),
        ("is_notifiable", None),
        ("date_created", "2026-03-02T14:08:01Z"),
        ("date_updated", "2026-03-02T14:08:01Z"),
        ("url", url),
        ("links", {"user_conversations": f"{url}/Conversations"}),
    ]
    assert caller.follow(body["links"]["user_conversations"]).body["conversations"] == []


def test_a_user_without_a_role_has_the_default_one(caller: Caller) -> None:
    made = caller.create("/Users", {"Identity": "ann"})

    USER.validate(made)
    assert caller.get(f"/Roles/{made['role_sid']}").body["friendly_name"] == "service user"


@pytest.mark.parametrize(
    "identity", ["ann", "ann@example.com", "ann/1", "Ännchen & Co?", "a" * 256]
)
def test_a_user_is_found_by_sid_and_by_identity(caller: Caller, identity: str) -> None:
    made = caller.create("/Users", {"Identity": identity, "FriendlyName": "One"})
    for name in (made["sid"], quote(identity, safe="")):
        assert caller.get(f"/Users/{name}").body["sid"] == made["sid"]
        assert caller.post(f"/Users/{name}", {"FriendlyName": "Two"}).body["sid"] == made["sid"]
    assert caller.delete(f"/Users/{quote(identity, safe='')}").status == 204
    assert caller.get(f"/Users/{made['sid']}").fault == (404, 20404)


def test_an_identity_has_one_user(caller: Caller) -> None:
    caller.create("/Users", {"Identity": "ann"})
    reply = caller.post("/Users", {"Identity": "ann"})

    assert reply.fault == (409, 50201)
    assert reply.body["message"] == "User already exists"


def test_an_identity_is_case_sensitive(caller: Caller) -> None:
    upper, lower = (caller.create("/Users", {"Identity": name}) for name in ("Ann", "ann"))

    assert upper["sid"] != lower["sid"]
    assert caller.get("/Users/ann").body == lower
    assert caller.get("/Users/ANN").fault == (404, 20404)


def test_an_identity_is_free_again_after_a_delete(caller: Caller) -> None:
    made = caller.create("/Users", {"Identity": "ann"})
    caller.delete("/Users/ann")

    assert caller.create("/Users", {"Identity": "ann"})["sid"] != made["sid"]


def test_a_service_has_users_of_its_own(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "one"})
    users = service["links"]["users"].removeprefix(f"{caller.origin}/v1")
    made = caller.create(users, {"Identity": "ann"})

    USER.validate(made)
    assert made["chat_service_sid"] == service["sid"]
    assert made["url"] == f"{service['links']['users']}/{made['sid']}"
    assert caller.follow(made["url"]).body == made
    assert caller.follow(made["links"]["user_conversations"]).status == 200
    assert caller.get("/Users/ann").fault == (404, 20404)
    assert caller.create("/Users", {"Identity": "ann"})["sid"] != made["sid"]


def test_a_user_is_updated(caller: Caller, clock: Clock, role: str) -> None:
    made = caller.create("/Users", {"Identity": "ann"})
    clock.advance(seconds=1)
    sent = {"FriendlyName": "Ann", "Attributes": "[]", "RoleSid": role}
    updated = caller.post("/Users/ann", sent).body

    USER.validate(updated)
    assert updated == made | {
        "friendly_name": "Ann",
        "attributes": "[]",
        "role_sid": role,
        "date_updated": "2026-03-02T14:08:02Z",
    }
    assert caller.get("/Users/ann").body == updated


def test_an_identity_cannot_be_changed(caller: Caller) -> None:
    made = caller.create("/Users", {"Identity": "ann"})
    reply = caller.post("/Users/ann", {"Identity": "bob"})

    assert reply.body["identity"] == made["identity"]
    assert reply.notes == ("'Identity' is not a parameter of this request and is ignored.",)


def test_users_are_listed_page_by_page(caller: Caller) -> None:
    made = [caller.create("/Users", {"Identity": name}) for name in "cab"]
    first = caller.get("/Users?PageSize=2").body
    rest = caller.follow(first["meta"]["next_page_url"]).body

    assert first["users"] + rest["users"] == made
    assert (first["meta"]["key"], rest["meta"]["next_page_url"]) == ("users", None)
    assert caller.get("/Users?PageSize=100").body["meta"]["page_size"] == 50
    assert list(first) == ["meta", "users"]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, 20001),
        ({"FriendlyName": "x"}, 20001),
        ({"Identity": ""}, 50204),
        ({"Identity": "x" * 257}, 50207),
        ({"Identity": "US" + "a" * 32}, 50206),
        ({"Identity": "ann", "FriendlyName": "x" * 257}, 50003),
        ({"Identity": "ann", "Attributes": "x"}, 50304),
        ({"Identity": "ann", "Attributes": '"' + "x" * 4_095 + '"'}, 50303),
        ({"Identity": "ann", "RoleSid": "admin"}, 50102),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_wrong_user_is_refused(caller: Caller, parameters: dict[str, str], code: int) -> None:
    assert caller.post("/Users", parameters).fault == (400, code)
    assert caller.get("/Users").body["users"] == []


@pytest.mark.parametrize(
    ("parameters", "code"),
    [({"Attributes": ""}, 50304), ({"RoleSid": ""}, 50102), ({"FriendlyName": "x" * 257}, 50003)],
)
def test_a_wrong_update_is_refused(caller: Caller, parameters: dict[str, str], code: int) -> None:
    made = caller.create("/Users", {"Identity": "ann"})

    assert caller.post("/Users/ann", parameters).fault == (400, code)
    assert caller.get("/Users/ann").body == made


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_user_is_not_found(caller: Caller, method: str) -> None:
    reply = caller.send(method, "/v1/Users/nobody")

    assert reply.fault == (404, 20404)
    assert reply.body["message"] == "The requested resource /Users/nobody was not found"
