import json

import pytest

from ringback.twilio.api import TwilioApi, Validation
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import Caller, Clock
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
    assert reply.body["state"] == "active"
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


@pytest.mark.parametrize(
    "participant",
    [
        "alice",
        '"alice"',
        "[]",
        "{}",
        '{"identity": 3}',
        '{"identity": "a", "attributes": {}}',
        '{"identity": "a", "attributes": "x"}',
        '{"messaging_binding": "+15550000001"}',
        '{"messaging_binding": {"address": "+15550000001", "proxy_address": "x"}}',
        '{"identity": "a", "messaging_binding": {"address": "+1555", "proxy_address": "+1556"}}',
        "[" * 100_000,
        "9" * 5_000,
    ],
    ids=lambda text: repr(text[:40]),
)
def test_one_wrong_participant_fails_the_request(caller: Caller, participant: str) -> None:
    reply = caller.post(URL, [*people({"identity": "bob"}), ("Participant", participant)])

    assert reply.fault == (400, 50424)
    assert caller.get("/Conversations").body["conversations"] == []


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


def test_a_conversation_whose_participants_cannot_all_be_added_is_closed(
    caller: Caller,
) -> None:
    caller.post(URL, people(SMS))
    reply = caller.post(URL, people({"identity": "alice"}, SMS))

    assert reply.status == 202
    assert reply.body["state"] == "active"
    assert caller.get(f"/Conversations/{reply.body['sid']}").body["state"] == "closed"
    assert "50416" in reply.notes[0]
    assert "50427" in reply.notes[1]


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
    lenient = Caller(TwilioApi(clock=clock, sids=SeededSids(1), validation=Validation.WARN))
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
