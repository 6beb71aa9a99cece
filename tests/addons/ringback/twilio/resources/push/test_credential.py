import json

import pytest

from ringback.http.messages import Headers, Response, request_to
from ringback.twilio.api import TwilioApi
from tests.support.state.databases import make_api
from tests.support.twilio.caller import ACCOUNT, Caller, Clock
from tests.support.twilio.schemas import schema

CREDENTIAL = schema("credential")
SECRETS = {
    "Certificate": "-----BEGIN CERTIFICATE-----\nMIIF\n-----END CERTIFICATE-----",
    "PrivateKey": "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    "ApiKey": "the key of a project",
    "Secret": "the key of a server",
}


def test_a_credential_is_created(caller: Caller) -> None:
    body = caller.create("/Credentials", {"Type": "apn", "FriendlyName": "One", "Sandbox": "true"})

    CREDENTIAL.validate(body)
    assert list(body.items()) == [
        ("sid", body["sid"]),
        ("account_sid", ACCOUNT),
        ("friendly_name", "One"),
        ("type", "apn"),
        ("sandbox", "True"),
        ("date_created", "2026-03-02T14:08:01Z"),
        ("date_updated", "2026-03-02T14:08:01Z"),
        ("url", f"https://conversations.twilio.com/v1/Credentials/{body['sid']}"),
    ]
    assert caller.get(f"/Credentials/{body['sid']}").body == body


@pytest.mark.parametrize(
    ("sent", "kind", "sandbox"),
    [("apn", "apn", "False"), ("GcM", "gcm", None), ("FcM", "fcm", None)],
)
def test_only_apple_has_a_sandbox(
    caller: Caller, sent: str, kind: str, sandbox: str | None
) -> None:
    body = caller.create("/Credentials", {"Type": sent})

    CREDENTIAL.validate(body)
    assert (body["type"], body["sandbox"], body["friendly_name"]) == (kind, sandbox, None)


def test_secrets_are_neither_stored_nor_shown() -> None:
    api = make_api()
    stored, caller = api.replicate(), Caller(api)
    made = caller.create("/Credentials", {"Type": "apn", **SECRETS})
    updated = caller.post(f"/Credentials/{made['sid']}", SECRETS)

    assert updated.status == 200
    assert updated.notes == ()
    CREDENTIAL.validate(updated.body)
    (record,) = (row for row in stored.collect().rows if row.sid == made["sid"])
    assert record.values
    for secret in SECRETS.values():
        assert secret not in record.values.values()
        assert json.dumps(secret)[1:-1] not in json.dumps([made, updated.body])


def test_a_credential_is_updated(caller: Caller, clock: Clock) -> None:
    made = caller.create("/Credentials", {"Type": "apn", "FriendlyName": "One"})
    clock.advance(seconds=59)
    body = caller.post(f"/Credentials/{made['sid']}", {"FriendlyName": "Two", "Type": "fcm"}).body

    assert body == made | {
        "friendly_name": "Two",
        "type": "fcm",
        "sandbox": None,
        "date_updated": "2026-03-02T14:09:00Z",
    }


def test_credentials_are_listed_and_deleted(caller: Caller) -> None:
    made = [caller.create("/Credentials", {"Type": "fcm"}) for _ in range(3)]
    page = caller.get("/Credentials?PageSize=2").body
    rest = caller.follow(page["meta"]["next_page_url"]).body

    assert page["credentials"] + rest["credentials"] == made
    assert page["meta"]["key"] == "credentials"
    assert caller.get("/Credentials").body["meta"]["page_size"] == 50
    assert caller.delete(f"/Credentials/{made[0]['sid']}").status == 204
    assert caller.get(f"/Credentials/{made[0]['sid']}").fault == (404, 20404)
    assert caller.get("/Credentials").body["credentials"] == made[1:]


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        ({}, (400, 20001)),
        ({"Type": "baidu"}, (422, 20422)),
        ({"Type": "apn", "FriendlyName": "x" * 65}, (400, 50003)),
        ({"Type": "apn", "Sandbox": "maybe"}, (422, 20422)),
    ],
    ids=str,
)
def test_a_wrong_credential_is_refused(
    caller: Caller, parameters: dict[str, str], fault: tuple[int, int]
) -> None:
    assert caller.post("/Credentials", parameters).fault == fault
    assert caller.get("/Credentials").body["credentials"] == []


def test_a_deleted_credential_takes_its_bindings_along(caller: Caller, api: TwilioApi) -> None:
    service = caller.get("/Configuration").body["default_chat_service_sid"]
    used, other = (caller.create("/Credentials", {"Type": "fcm"})["sid"] for _ in range(2))
    url = f"/Services/{service}/Bindings"
    bindings = [
        {"sid": f"BS{digit}" + "a" * 31, "credential_sid": credential, "binding_type": "fcm"}
        for digit, credential in enumerate((used, other))
    ]
    headers = Headers([("Authorization", caller.authorization)])
    request = request_to("GET", f"https://conversations.twilio.com/v1{url}", headers)
    api.seed(request, Response(200, body=json.dumps({"bindings": bindings}).encode()))
    assert len(caller.get(url).body["bindings"]) == 2

    caller.delete(f"/Credentials/{used}")
    assert [one["credential_sid"] for one in caller.get(url).body["bindings"]] == [other]
