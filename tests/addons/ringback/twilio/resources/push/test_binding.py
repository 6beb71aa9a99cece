"""Bindings are made by devices, so those that are known here come from a recorded list."""

import json

import pytest

from ringback.http.messages import Headers, Response, request_to
from ringback.twilio.api import TwilioApi
from tests.support.twilio.caller import ACCOUNT, Caller
from tests.support.twilio.schemas import schema

BINDING = schema("binding")
CREDENTIAL = "CR" + "c" * 32


@pytest.fixture
def service(caller: Caller) -> str:
    sid = caller.get("/Configuration").body["default_chat_service_sid"]
    assert isinstance(sid, str)
    return sid


@pytest.fixture
def url(service: str) -> str:
    return f"/Services/{service}/Bindings"


@pytest.fixture
def recorded(caller: Caller, api: TwilioApi, service: str, url: str) -> list[dict[str, object]]:
    """Return bindings that the fake knows from a recording."""
    kinds = [("alice", "apn"), ("alice", "fcm"), ("bob", "fcm"), ("carol", "twilsock")]
    bindings: list[dict[str, object]] = [
        {
            "sid": f"BS{place}" + "a" * 31,
            "account_sid": ACCOUNT,
            "chat_service_sid": service,
            "date_created": "2016-10-21T11:37:03Z",
            "date_updated": "2016-10-21T11:37:03Z",
            "endpoint": f"{identity}-endpoint",
            "identity": identity,
            "binding_type": kind,
            "credential_sid": CREDENTIAL,
            "message_types": ["removed_from_conversation", "new_message"],
            "url": f"https://conversations.twilio.com/v1{url}/BS{place}" + "a" * 31,
        }
        for place, (identity, kind) in enumerate(kinds)
    ]
    headers = Headers([("Authorization", caller.authorization)])
    request = request_to("GET", f"https://conversations.twilio.com/v1{url}", headers)
    api.seed(request, Response(200, body=json.dumps({"bindings": bindings}).encode()))
    return bindings


def test_a_service_begins_without_bindings(caller: Caller, url: str) -> None:
    body = caller.get(url).body

    assert (body["bindings"], body["meta"]["key"]) == ([], "bindings")
    assert caller.get(f"{url}/BS{'a' * 32}").fault == (404, 20404)


def test_recorded_bindings_are_listed_and_fetched(
    caller: Caller, url: str, recorded: list[dict[str, object]]
) -> None:
    listed = caller.get(url).body["bindings"]

    assert [list(one.items()) for one in listed] == [list(one.items()) for one in recorded]
    for binding in listed:
        BINDING.validate(binding)
        assert caller.follow(binding["url"]).body == binding


@pytest.mark.parametrize(
    ("query", "identities"),
    [
        ("Identity=alice", ["alice", "alice"]),
        ("Identity=alice&Identity=bob", ["alice", "alice", "bob"]),
        ("BindingType=FCM", ["alice", "bob"]),
        ("BindingType=apn&BindingType=twilsock", ["alice", "carol"]),
        ("BindingType=fcm&Identity=bob&Identity=carol", ["bob"]),
        ("Identity=", ["alice", "alice", "bob", "carol"]),
        ("Identity=dave", []),
    ],
)
@pytest.mark.usefixtures("recorded")
def test_bindings_are_filtered(caller: Caller, url: str, query: str, identities: list[str]) -> None:
    found = caller.get(f"{url}?{query}").body["bindings"]

    assert [one["identity"] for one in found] == identities


@pytest.mark.usefixtures("recorded")
def test_the_pages_of_a_list_repeat_each_filter(caller: Caller, url: str) -> None:
    query = "BindingType=fcm&BindingType=apn&Identity=alice"
    first = caller.get(f"{url}?{query}&PageSize=1").body
    second = caller.follow(first["meta"]["next_page_url"]).body

    assert f"{url}?{query}&PageSize=1&Page=0" in first["meta"]["first_page_url"]
    assert [one["binding_type"] for one in (*first["bindings"], *second["bindings"])] == [
        "apn",
        "fcm",
    ]
    assert second["meta"]["next_page_url"] is None


def test_a_wrong_type_is_refused(caller: Caller, url: str) -> None:
    assert caller.get(f"{url}?BindingType=baidu").fault == (400, 50209)


def test_a_binding_is_deleted(caller: Caller, url: str, recorded: list[dict[str, object]]) -> None:
    assert caller.delete(f"{url}/{recorded[0]['sid']}").status == 204
    assert caller.get(url).body["bindings"] == recorded[1:]


def test_no_request_creates_a_binding(caller: Caller, url: str) -> None:
    assert caller.post(url, {"Identity": "alice"}).fault == (405, 20004)


def test_the_bindings_of_a_deleted_service_are_gone(
    caller: Caller, service: str, url: str, recorded: list[dict[str, object]]
) -> None:
    caller.delete(f"/Services/{service}")

    assert caller.get(f"{url}/{recorded[0]['sid']}").fault == (404, 20404)
