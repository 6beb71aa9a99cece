import json
from unittest.mock import ANY

import pytest

from ringback.twilio.api import Validation
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import Caller, Clock
from tests.support.twilio.models import make_model
from tests.support.twilio.schemas import schema

CREATED = schema("conversation_with_participants")
URL = "/ConversationWithParticipants"
PERSON, PROXY = "+15550000001", "+15559999999"
SMS = {"messaging_binding": {"address": PERSON, "proxy_address": PROXY}}


def people(*participants: object) -> list[tuple[str, str]]:
    return [("Participant", json.dumps(participant)) for participant in participants]


def test_without_participants_a_conversation_is_created(caller: Caller) -> None:
    reply = caller.post(URL, {"UniqueName": "one", "Timers.Closed": "PT10M"})

    assert reply.status == 201
    CREATED.validate(reply.body)
    assert list(reply.body)[-3:] == ["bindings", "links", "url"]
    assert reply.body["url"].endswith(f"/v1/Conversations/{reply.body['sid']}")
    assert caller.get("/Conversations/one").body["timers"] == reply.body["timers"]


def test_with_participants_it_is_accepted(caller: Caller) -> None:
    reply = caller.post(URL, people({"identity": "alice", "attributes": "[]"}, SMS))
    listed = caller.get(f"/Conversations/{reply.body['sid']}/Participants").body["participants"]

    assert reply.status == 202
    CREATED.validate(reply.body)
    assert reply.body["state"] == "initializing"
    assert [(one["identity"], one["attributes"]) for one in listed] == [
        ("alice", "[]"),
        (None, "{}"),
    ]
    assert listed[1]["messaging_binding"] == {
        "type": "sms",
        "address": PERSON,
        "proxy_address": PROXY,
    }


def test_a_null_counts_as_not_sent(caller: Caller) -> None:
    reply = caller.post(
        URL, people({"identity": "alice", "role_sid": None, "messaging_binding": None})
    )

    assert reply.status == 202


def test_one_wrong_participant_fails_the_request(caller: Caller) -> None:
    reply = caller.post(URL, [*people({"identity": "bob"}), ("Participant", "[]")])

    assert reply.fault == (400, 50424)
    assert caller.get("/Conversations").body["conversations"] == []


WRITES = (
    ("", {"FriendlyName": "one"}),
    ("/Messages", {"Body": "Hi"}),
    ("/Participants", {"Identity": "carol"}),
)


@pytest.mark.parametrize(("below", "parameters"), WRITES)
def test_while_participants_are_added_nothing_can_be_written(
    caller: Caller, clock: Clock, below: str, parameters: dict[str, str]
) -> None:
    made = caller.post(URL, people({"identity": "alice"})).body
    url = f"/Conversations/{made['sid']}"

    assert caller.post(url + below, parameters).fault == (400, 50386)
    clock.advance(milliseconds=699)
    assert caller.get(url).body == made | {"links": ANY}
    assert caller.post(url + below, parameters).fault == (400, 50386)
    clock.advance(milliseconds=1)
    assert caller.post(url + below, parameters).status in (200, 201)
    assert caller.get(url).body["state"] == "active"


def test_a_clock_that_stands_still_lets_the_second_request_through(caller: Caller) -> None:
    made = caller.post(URL, people({"identity": "alice"})).body
    url = f"/Conversations/{made['sid']}"

    assert [caller.get(url).body["state"] for _ in range(3)] == ["initializing", "active", "active"]
    assert caller.create(f"{url}/Messages", {"Body": "Hi"})


def test_meanwhile_it_can_have_webhooks_and_be_deleted(caller: Caller, clock: Clock) -> None:
    url = f"/Conversations/{caller.post(URL, people({'identity': 'alice'})).body['sid']}"
    flow = {"Target": "studio", "Configuration.FlowSid": "FW" + "a" * 32}

    assert caller.post(f"{url}/Webhooks", flow).status == 201
    clock.advance(milliseconds=1)
    assert caller.delete(url).status == 204
    clock.advance(seconds=1)
    assert caller.get(url).fault == (404, 20404)


@pytest.mark.parametrize("state", ["active", "inactive"])
def test_it_ends_in_the_state_that_was_sent(caller: Caller, clock: Clock, state: str) -> None:
    made = caller.post(URL, [("State", state), *people({"identity": "alice"})]).body
    clock.advance(seconds=1)

    assert made["state"] == "initializing"
    assert caller.get(f"/Conversations/{made['sid']}").body["state"] == state


def test_a_list_shows_it_once_it_has_a_state(caller: Caller, clock: Clock) -> None:
    made = caller.post(URL, people({"identity": "alice"})).body["sid"]

    assert caller.get("/Conversations?State=active").body["conversations"] == []
    clock.advance(seconds=1)
    listed = caller.get("/Conversations?State=active").body["conversations"]
    assert [one["sid"] for one in listed] == [made]


def test_ten_participants_are_added_at_once(caller: Caller) -> None:
    ten = people(*({"identity": f"user{number}"} for number in range(10)))

    assert caller.post(URL, ten).status == 202
    assert caller.post(URL, [*ten, *people({"identity": "one more"})]).fault == (400, 50426)


def test_a_wrong_conversation_is_refused_before_its_participants(caller: Caller) -> None:
    reply = caller.post(URL, [("State", "open"), ("Participant", "x")])

    assert reply.fault == (400, 50378)


def test_a_duplicate_name_is_refused(caller: Caller) -> None:
    caller.create("/Conversations", {"UniqueName": "one"})

    assert caller.post(URL, {"UniqueName": "one"}).fault == (409, 50353)


def test_a_pair_in_use_is_refused(caller: Caller) -> None:
    first = caller.post(URL, people(SMS)).body["sid"]
    again = caller.post(URL, people({"identity": "alice"}, SMS))

    assert again.fault == (409, 50425)
    assert [one["sid"] for one in caller.get("/Conversations").body["conversations"]] == [first]


def test_an_existing_group_is_not_created_again(caller: Caller) -> None:
    group = [{"messaging_binding": {"address": number}} for number in (PERSON, PROXY)]
    third = {"messaging_binding": {"address": "+15550000003"}}
    first = caller.post(URL, people(*group)).body["sid"]
    again = caller.post(URL, people(*reversed(group)))
    larger = caller.post(URL, people(*group, third)).body["sid"]

    assert again.fault == (409, 50438)
    assert first in again.body["message"]
    assert {one["sid"] for one in caller.get("/Conversations").body["conversations"]} == {
        first,
        larger,
    }
    assert len(caller.get(f"/Conversations/{larger}/Participants").body["participants"]) == 3


def test_wrong_values_pass_with_a_warning(clock: Clock) -> None:
    lenient = Caller(make_model(clock=clock, sids=SeededSids(1), validation=Validation.WARN))
    reply = lenient.post(URL, people({"identity": "alice", "attributes": "x"}))

    assert reply.status == 202
    assert reply.notes == (
        'Twilio would have refused Attributes: 400/50304 "Attributes not valid JSON".',
    )


def test_it_works_in_a_service(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "another"})["sid"]
    body = caller.post(f"/Services/{service}{URL}", people({"identity": "alice"})).body

    CREATED.validate(body)
    assert body["chat_service_sid"] == service
    assert caller.follow(body["url"]).status == 200
