"""Operations are tested through the API, with conversations and services as examples."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from ringback.http.messages import Headers, request_to
from ringback.twilio.api import Reply, Validation
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import FORM, ORIGIN, Caller, Clock
from tests.support.twilio.models import make_model


def test_a_fetch_returns_what_the_create_returned(caller: Caller) -> None:
    made = caller.create("/Conversations", {"FriendlyName": "one"})
    reply = caller.get(f"/Conversations/{made['sid']}")

    assert reply.status == 200
    assert reply.body == made


def test_an_update_changes_only_what_was_sent(caller: Caller, clock: Clock) -> None:
    made = caller.create("/Conversations", {"FriendlyName": "one", "Attributes": "[1]"})
    clock.advance(seconds=30)
    reply = caller.post(f"/Conversations/{made['sid']}", {"FriendlyName": "two"})

    assert reply.status == 200
    assert reply.body == made | {"friendly_name": "two", "date_updated": "2026-03-02T14:08:31Z"}
    assert caller.get(f"/Conversations/{made['sid']}").body == reply.body


def test_a_refused_update_changes_nothing(caller: Caller, clock: Clock) -> None:
    made = caller.create("/Conversations", {"FriendlyName": "one"})
    clock.advance(seconds=30)
    url = f"/Conversations/{made['sid']}"

    assert caller.post(url, {"FriendlyName": "two", "State": "open"}).fault == (400, 50378)
    assert caller.get(url).body == made


@pytest.mark.parametrize(
    ("target", "keys"),
    [
        ("/Conversations", ["conversations", "meta"]),
        ("/ParticipantConversations?Identity=a", ["conversations", "meta"]),
        ("/Services", ["services", "meta"]),
        ("/Credentials", ["credentials", "meta"]),
        ("/Conversations/one/Participants", ["meta", "participants"]),
        ("/Conversations/one/Messages", ["meta", "messages"]),
        ("/Conversations/one/Webhooks", ["meta", "webhooks"]),
    ],
)
def test_a_list_has_its_keys_in_twilios_order(caller: Caller, target: str, keys: list[str]) -> None:
    caller.create("/Conversations", {"UniqueName": "one"})

    assert list(caller.get(target).body) == keys


def test_a_deleted_record_is_gone(caller: Caller) -> None:
    made = caller.create("/Conversations", {"UniqueName": "one"})
    reply = caller.delete(f"/Conversations/{made['sid']}")

    assert (reply.status, reply.body) == (204, None)
    assert caller.get("/Conversations/one").fault == (404, 20404)
    assert caller.delete(f"/Conversations/{made['sid']}").fault == (404, 20404)
    assert caller.get("/Conversations").body["conversations"] == []


def test_a_delete_frees_the_name(caller: Caller) -> None:
    caller.create("/Conversations", {"UniqueName": "one"})
    caller.delete("/Conversations/one")

    assert caller.post("/Conversations", {"UniqueName": "one"}).status == 201


def test_an_update_may_keep_its_name_but_not_use_anothers(caller: Caller) -> None:
    caller.create("/Conversations", {"UniqueName": "one"})
    caller.create("/Conversations", {"UniqueName": "two"})

    assert caller.post("/Conversations/two", {"UniqueName": "two"}).status == 200
    assert caller.post("/Conversations/two", {"UniqueName": "one"}).fault == (409, 50353)


def test_a_list_shows_records_as_a_fetch_does(caller: Caller) -> None:
    made = caller.create("/Conversations", {"FriendlyName": "one"})

    assert caller.get("/Conversations").body["conversations"] == [made]


def test_a_wrong_filter_is_refused_or_ignored(caller: Caller, clock: Clock) -> None:
    lenient = Caller(make_model(clock=clock, sids=SeededSids(1), validation=Validation.WARN))

    assert caller.get("/Conversations?State=open").fault == (400, 50378)
    assert lenient.get("/Conversations?State=open").status == 200


def test_deleting_a_service_deletes_everything_in_it(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "one"})["sid"]
    made = caller.create(f"/Services/{service}/Conversations")
    other = caller.create("/Conversations")

    assert caller.delete(f"/Services/{service}").status == 204
    assert caller.get(f"/Services/{service}/Conversations").fault == (404, 20404)
    assert caller.get(f"/Conversations/{made['sid']}").fault == (404, 20404)
    assert caller.get(f"/Conversations/{other['sid']}").status == 200


def chosen(caller: Caller, path: str, **parameters: str) -> tuple[int, Any]:
    """Return the status and the JSON of a create that chooses a SID."""
    headers = Headers((("Authorization", caller.authorization), FORM))
    request = request_to("POST", f"{ORIGIN}/v1{path}", headers, urlencode(parameters).encode())
    answer = caller.api.answer(request, chooses_sid=True)
    assert isinstance(answer, Reply)
    return answer.response.status, json.loads(answer.response.body)


@pytest.mark.parametrize(
    ("path", "prefix", "parameters"),
    [
        ("/Services", "IS", {"FriendlyName": "x"}),
        ("/Conversations", "CH", {}),
        ("/Conversations/one/Participants", "MB", {"Identity": "ann"}),
        ("/Conversations/one/Messages", "IM", {"Body": "x"}),
        (
            "/Conversations/one/Webhooks",
            "WH",
            {"Target": "studio", "Configuration.FlowSid": "FW" + "a" * 32},
        ),
    ],
)
def test_a_test_chooses_the_sid_of_a_record(
    caller: Caller, path: str, prefix: str, parameters: dict[str, str]
) -> None:
    caller.create("/Conversations", {"UniqueName": "one"})
    sid = prefix + "a" * 32

    assert chosen(caller, path, Sid=sid, **parameters)[1]["sid"] == sid
    assert caller.get(f"{path}/{sid}").status == 200
    status, body = chosen(caller, path, Sid=sid, **parameters)
    assert (status, body["message"]) == (409, f"{sid} exists already")
    status, body = chosen(caller, path, Sid="x", **parameters)
    assert status == 400
    assert body["message"].endswith(f", which is {prefix} and 32 hexadecimal digits")


def test_a_sid_is_taken_wherever_it_is(caller: Caller) -> None:
    sid = "MB" + "a" * 32
    for name in ("one", "two"):
        caller.create("/Conversations", {"UniqueName": name})

    assert chosen(caller, "/Conversations/one/Participants", Sid=sid, Identity="ann")[0] == 201
    assert chosen(caller, "/Conversations/two/Participants", Sid=sid, Identity="ann")[0] == 409


def test_a_client_does_not_choose_a_sid(caller: Caller) -> None:
    reply = caller.post("/Conversations", {"Sid": "CH" + "a" * 32})

    assert reply.body["sid"] != "CH" + "a" * 32
    assert reply.notes == ("'Sid' is not a parameter of this request and is ignored.",)


def test_a_made_sid_is_none_that_a_test_has_chosen(caller: Caller, clock: Clock) -> None:
    sid = Caller(make_model(clock=clock, sids=SeededSids(1))).create("/Conversations")["sid"]

    assert chosen(caller, "/Conversations", Sid=sid)[0] == 201
    assert caller.create("/Conversations")["sid"] != sid
