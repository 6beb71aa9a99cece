import json
from typing import Any

import pytest

from ringback.http.messages import Headers, Response, request_to
from tests.support.twilio.caller import FORM, Caller, Clock

PERSON, PROXY = "+15550000001", "+15559999999"
OWN = "/Users/ann/Conversations/one"


@pytest.fixture
def people(caller: Caller) -> str:
    """Return the path of the participants of a conversation with ann."""
    made = caller.create("/Conversations", {"UniqueName": "one"})
    path = f"/Conversations/{made['sid']}/Participants"
    caller.create(path, {"Identity": "ann"})
    return path


def seed(caller: Caller, method: str, path: str, document: Any) -> None:
    """Apply a recorded exchange."""
    headers = Headers([("Authorization", caller.authorization), FORM])
    body = b"" if document is None else json.dumps(document).encode()
    reply = Response(200 if body else 204, body=body)
    request = request_to(method, f"https://conversations.twilio.com/v1{path}", headers)
    caller.api.seed(request, reply)


def test_user_and_participant_read_the_same_messages(
    caller: Caller, people: str, clock: Clock
) -> None:
    participant = f"{people}/{caller.get(f'{people}/ann').body['sid']}"
    clock.advance(seconds=1)
    caller.post(OWN, {"LastReadMessageIndex": "3"})
    shown = caller.get(participant).body
    assert (shown["last_read_message_index"], shown["last_read_timestamp"]) == (
        3,
        "2026-03-02T14:08:02Z",
    )
    caller.post(participant, {"LastReadMessageIndex": "5"})
    assert caller.get(OWN).body["last_read_message_index"] == 5
    caller.post(OWN, {"LastReadTimestamp": "2015-12-16T22:18:37Z"})
    assert caller.get(participant).body["last_read_timestamp"] == "2015-12-16T22:18:37Z"


def test_reading_does_not_date_the_conversation(caller: Caller, people: str, clock: Clock) -> None:
    before = caller.get("/Conversations/one").body
    clock.advance(seconds=1)
    caller.post(OWN, {"LastReadMessageIndex": "3"})

    assert caller.get("/Conversations/one").body == before


def test_a_delete_leaves_the_conversation(caller: Caller, people: str) -> None:
    caller.create(people, {"Identity": "bob"})
    caller.post(OWN, {"NotificationLevel": "muted"})

    assert caller.delete(OWN).status == 204
    assert caller.get(OWN).fault == (404, 20404)
    assert [one["identity"] for one in caller.get(people).body["participants"]] == ["bob"]
    assert caller.get("/Users/ann").status == 200
    caller.create(people, {"Identity": "ann"})
    assert caller.get(OWN).body["notification_level"] == "default"


def test_a_user_is_deleted_with_all_memberships(caller: Caller, people: str) -> None:
    other = f"/Conversations/{caller.create('/Conversations')['sid']}/Participants"
    for identity in ("ann", "bob"):
        caller.create(other, {"Identity": identity})
    caller.post("/Conversations/one", {"State": "closed"})

    assert caller.delete("/Users/ann").status == 204
    assert caller.get(people).body["participants"] == []
    assert [one["identity"] for one in caller.get(other).body["participants"]] == ["bob"]
    assert caller.get("/ParticipantConversations?Identity=ann").body["conversations"] == []
    assert caller.get("/Users/ann/Conversations").fault == (404, 20404)


def test_a_deleted_conversation_is_no_longer_listed(caller: Caller, people: str) -> None:
    assert caller.delete("/Conversations/one").status == 204
    assert caller.get("/Users/ann/Conversations").body["conversations"] == []
    assert caller.get(OWN).fault == (404, 20404)


def test_a_service_is_deleted_with_its_users(caller: Caller, people: str) -> None:
    service = caller.get("/Services").body["services"][0]["sid"]
    user = caller.get("/Users/ann").body["sid"]

    assert caller.delete(f"/Services/{service}").status == 204
    assert caller.get(f"/Services/{service}/Users/{user}").fault == (404, 20404)
    assert caller.get("/Users").fault == (404, 20404)


def test_a_closed_conversation_is_shown_and_cannot_be_written(caller: Caller, people: str) -> None:
    caller.post("/Conversations/one", {"State": "closed"})

    assert caller.get(OWN).body["conversation_state"] == "closed"
    assert len(caller.get("/Users/ann/Conversations").body["conversations"]) == 1
    assert caller.post(OWN, {"NotificationLevel": "muted"}).fault == (400, 50377)
    assert caller.delete(OWN).fault == (400, 50377)


def test_a_conversation_of_another_service_is_not_the_users(caller: Caller, people: str) -> None:
    service = f"/Services/IS{'a' * 32}"
    made = caller.create(f"{service}/Conversations")["sid"]
    caller.create(f"{service}/Conversations/{made}/Participants", {"Identity": "ann"})

    assert len(caller.get("/Users/ann/Conversations").body["conversations"]) == 1
    assert caller.get(f"/Users/ann/Conversations/{made}").fault == (404, 20404)
    assert caller.delete(f"{service}/Users/ann").status == 204
    assert len(caller.get(people).body["participants"]) == 1


def test_a_telephone_is_nobodys_conversation(caller: Caller, people: str) -> None:
    sms = {"MessagingBinding.Address": PERSON, "MessagingBinding.ProxyAddress": PROXY}
    caller.create(people, sms)

    assert len(caller.get("/Users/ann/Conversations").body["conversations"]) == 1
    assert caller.get("/Users").body["users"] == [caller.get("/Users/ann").body]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_a_recording_shows_of_a_participant_is_applied(
    caller: Caller, people: str, method: str
) -> None:
    shown = caller.get(OWN).body | {"last_read_message_index": 7, "notification_level": "muted"}
    before = caller.get(f"{people}/ann").body
    seed(caller, method, OWN, shown)

    assert caller.get(OWN).body["notification_level"] == "muted"
    assert caller.get(f"{people}/ann").body == before | {"last_read_message_index": 7}


def test_a_recorded_list_is_applied(caller: Caller, people: str) -> None:
    shown = caller.get(OWN).body | {"last_read_message_index": 7}
    seed(caller, "GET", "/Users/ann/Conversations", {"conversations": [shown]})

    assert caller.get(OWN).body["last_read_message_index"] == 7


def test_a_recorded_leave_is_applied(caller: Caller, people: str) -> None:
    seed(caller, "DELETE", OWN, None)

    assert caller.get(people).body["participants"] == []
    seed(caller, "DELETE", OWN, None)


def test_a_participant_is_not_added_from_a_part_of_it(caller: Caller, people: str) -> None:
    shown = caller.get(OWN).body | {"participant_sid": "MB" + "c" * 32}
    seed(caller, "GET", OWN, shown)

    assert len(caller.get(people).body["participants"]) == 1
