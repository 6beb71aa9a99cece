import json

import pytest

from ringback.twilio.resources import participant_behavior
from tests.support.twilio.caller import Caller

URL = "/ConversationWithParticipants"
PERSON, OTHER, PROXY = "+15550000001", "+15550000002", "+15559999999"
ALICE = {"identity": "alice"}


def sms(address: str, proxy: str | None = PROXY) -> dict[str, object]:
    return {"messaging_binding": {"address": address, "proxy_address": proxy}}


def people(*participants: object) -> list[tuple[str, str]]:
    return [("Participant", json.dumps(participant)) for participant in participants]


@pytest.mark.parametrize(
    ("participants", "fault"),
    [
        # each by itself
        ([{}], (400, 50411)),
        ([{"identity": "x" * 257}], (400, 50207)),
        ([{"identity": "a", "attributes": "x"}], (400, 50304)),
        ([{"identity": "a", "role_sid": "x"}], (400, 50109)),
        ([sms(PERSON, "x")], (400, 50408)),
        ([{"identity": "a", **sms(PERSON)}], (400, 50211)),
        # with the others of the request
        ([ALICE, ALICE], (409, 50433)),
        ([sms(PERSON), sms(PERSON)], (409, 50425)),
        ([ALICE, sms(PERSON, None)], (400, 50434)),
        ([sms(PERSON, None), sms(PERSON, None)], (409, 50437)),
        ([sms(PERSON), sms(OTHER, None)], (400, 50412)),
        # with those of other conversations
        ([sms("+15550000009")], (409, 50425)),
        ([ALICE, sms("+15550000009")], (409, 50425)),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_participant_that_cannot_be_added_fails_the_request(
    caller: Caller, participants: list[object], fault: tuple[int, int]
) -> None:
    known = caller.post(URL, people(sms("+15550000009"))).body["sid"]

    assert caller.post(URL, people(*participants)).fault == fault
    assert [one["sid"] for one in caller.get("/Conversations").body["conversations"]] == [known]
    assert caller.get("/ParticipantConversations?Identity=alice").body["conversations"] == []


@pytest.mark.parametrize(
    "participants",
    [
        [sms(PERSON), sms(OTHER), ALICE],
        [sms(PERSON), sms(PERSON, "+15558888888")],
        [sms(PERSON, None), sms(OTHER, None)],
        [{"identity": "b", "messaging_binding": {"projected_address": PROXY}}, sms(OTHER, None)],
        [sms("ada@example.com", None)],
    ],
)
def test_participants_that_go_together_are_added(
    caller: Caller, participants: list[object]
) -> None:
    made = caller.post(URL, people(*participants))
    listed = caller.get(f"/Conversations/{made.body['sid']}/Participants").body["participants"]

    assert made.status == 202
    assert len(listed) == len(participants)
    assert all(one["conversation_sid"] == made.body["sid"] for one in listed)


def test_a_user_can_be_in_a_thousand_conversations(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participant_behavior, "MOST_CONVERSATIONS", 1)
    caller.post(URL, people(ALICE))

    assert caller.post(URL, people({"identity": "bob"}, ALICE)).fault == (403, 50214)
