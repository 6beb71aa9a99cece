"""Exchanges with another fake show what existed before them."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from ringback.http.messages import Headers, Request, Response, request_to
from ringback.twilio.values.messaging_binding import MessagingBinding
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.values.types import Value
from tests.support.twilio.caller import FORM, Caller, Clock
from tests.support.twilio.models import make_model

SID = "CH" + "a" * 32


class Recording:
    """A client of the real API, here another fake, which keeps its exchanges."""

    def __init__(self, clock: Clock) -> None:
        self.real = Caller(make_model(clock=clock, sids=SeededSids(99)))
        self.exchanges: list[tuple[Request, Response]] = []
        self._clock = clock

    def __call__(self, method: str, path: str, body: str = "") -> Any:
        """Send a request to the real API, keep the exchange, and return the JSON."""
        reply = self.real.send(method, "/v1" + path, body.encode(), FORM)
        self.keep(method, path, reply.status, reply.body, body)
        return reply.body

    def keep(self, method: str, path: str, status: int, document: Any, body: str = "") -> None:
        """Keep an exchange."""
        headers = Headers([("Authorization", self.real.authorization), FORM])
        url = f"https://conversations.twilio.com/v1{path}"
        encoded = b"" if document is None else json.dumps(document).encode()
        request = request_to(method, url, headers, body.encode())
        self.exchanges.append((request, Response(status, body=encoded)))

    def before(self) -> Caller:
        """Return a client of a fake with what existed before the exchanges."""
        api = make_model(clock=self._clock, sids=SeededSids(1))
        api.seed_preexisting(self.exchanges)
        return Caller(api)


@pytest.fixture
def record(clock: Clock) -> Recording:
    return Recording(clock)


@pytest.fixture
def old(record: Recording) -> str:
    """Return the SID of a conversation that is not recorded."""
    sid = record.real.create("/Conversations", {"UniqueName": "old"})["sid"]
    assert isinstance(sid, str)
    return sid


def listed(caller: Caller, path: str = "/Conversations") -> list[str]:
    key = path.rpartition("/")[2].lower()
    return [one["sid"] for one in caller.get(path).body[key]]


def test_what_an_exchange_creates_did_not_exist_before(record: Recording) -> None:
    made = record("POST", "/Conversations")
    record("GET", "/Conversations")
    record("GET", f"/Conversations/{made['sid']}")
    record("POST", f"/Conversations/{made['sid']}/Messages", "Body=Hi")

    assert listed(record.before()) == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/Conversations", ""),
        ("GET", "/Conversations/{sid}", ""),
        ("GET", "/Conversations/old", ""),
        ("POST", "/Conversations/{sid}", "FriendlyName=new"),
        ("POST", "/Conversations/old/Messages", "Body=Hi"),
        ("POST", "/Conversations/old/Participants", "Identity=alice"),
        ("GET", "/Conversations/{sid}/Messages", ""),
        ("DELETE", "/Conversations/{sid}", ""),
    ],
)
def test_what_a_reply_shows_existed_before(
    record: Recording, old: str, method: str, path: str, body: str
) -> None:
    record(method, path.format(sid=old), body)

    assert listed(record.before()) == [old]
    assert record.before().get(f"/Conversations/{old}/Messages").body["messages"] == []


def test_a_lookup_shows_conversations_that_existed_before(record: Recording, old: str) -> None:
    record.real.create(f"/Conversations/{old}/Participants", {"Identity": "alice"})
    record("GET", "/ParticipantConversations?Identity=alice")

    assert listed(record.before()) == [old]


def test_a_refusal_shows_nothing(record: Recording) -> None:
    record("GET", f"/Conversations/{SID}")
    record("DELETE", f"/Conversations/{SID}")

    assert listed(record.before()) == []


def test_a_reply_in_another_form_hides_nothing(record: Recording, old: str) -> None:
    shown = {"sid": old, "chat_service_sid": None}
    record.keep("POST", "/Conversations", 201, {"sid": None})
    record.keep("GET", "/Conversations", 200, {"conversations": [shown, 1]})

    assert listed(record.before()) == [old]


def test_a_list_is_applied_item_by_item(record: Recording, old: str) -> None:
    record("POST", "/Conversations")
    record("GET", "/Conversations")

    assert listed(record.before()) == [old]


def test_a_list_keeps_its_order(record: Recording) -> None:
    for _ in range(3):
        record.real.create("/Conversations")
    shown = [one["sid"] for one in record("GET", "/Conversations")["conversations"]]

    assert listed(record.before()) == shown


def test_the_first_shown_values_are_those_from_before(record: Recording, old: str) -> None:
    first = record("GET", "/Conversations/old")
    record("POST", "/Conversations/old", "FriendlyName=new&State=closed")
    record("GET", "/Conversations/old")

    assert record.before().get("/Conversations/old").body == first


def test_a_conversation_that_only_an_update_shows_is_open(record: Recording, old: str) -> None:
    record("POST", f"/Conversations/{old}", "State=closed&UniqueName=later&Timers.Closed=PT10M")
    shown = record.before().get(f"/Conversations/{old}").body

    assert (shown["state"], shown["unique_name"], shown["timers"]) == ("active", None, {})


def test_a_conversation_first_shown_by_its_children_gets_its_values_later(
    record: Recording, old: str
) -> None:
    record("POST", f"/Conversations/{old}/Messages", "Body=Hi")
    shown = record("GET", f"/Conversations/{old}")

    assert record.before().get(f"/Conversations/{old}").body == shown


def test_children_that_existed_before_are_added_and_later_ones_are_not(
    record: Recording, old: str
) -> None:
    there = record.real.create(f"/Conversations/{old}/Messages", {"Body": "old"})
    record("POST", f"/Conversations/{old}/Messages", "Body=new")
    record("GET", f"/Conversations/{old}/Messages")

    assert listed(record.before(), f"/Conversations/{old}/Messages") == [there["sid"]]


def test_the_contents_of_a_created_service_did_not_exist_before(record: Recording) -> None:
    service = record("POST", "/Services", "FriendlyName=new")["sid"]
    record.real.create(f"/Services/{service}/Conversations")
    record("GET", f"/Services/{service}/Conversations")

    assert len(listed(record.before(), "/Services")) == 1


def test_the_first_configuration_is_the_one_from_before(record: Recording) -> None:
    first = record("GET", "/Configuration")
    record("POST", "/Configuration", "DefaultClosedTimer=PT10M")
    record("GET", "/Configuration")

    assert record.before().get("/Configuration").body == first


def test_the_conversations_of_a_user_existed_before(record: Recording, old: str) -> None:
    record.real.create(f"/Conversations/{old}/Participants", {"Identity": "alice"})
    user = record.real.get("/Users/alice").body["sid"]
    shown = record("GET", f"/Users/{user}/Conversations")["conversations"]
    record("GET", "/Users/alice")  # the identity is only shown later
    before = record.before()

    assert before.get("/Users/alice/Conversations").body["conversations"] == shown


def test_a_membership_that_an_exchange_creates_did_not_exist_before(
    record: Recording, old: str
) -> None:
    record("GET", f"/Conversations/{old}")
    record("POST", f"/Conversations/{old}/Participants", "Identity=alice")
    record("POST", f"/Conversations/{old}", "FriendlyName=new")
    record("GET", "/Users/alice/Conversations")
    before = record.before()

    assert before.get(f"/Conversations/{old}/Participants").body["participants"] == []
    assert before.get(f"/Conversations/{old}").body["friendly_name"] is None


def test_each_of_very_many_participants_is_compared_with_few_others(
    record: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Comparing each with all others took seconds for ten thousand."""
    record.keep("GET", f"/Conversations/{SID}", 200, {"sid": SID})
    for number in range(100):
        sid = f"MB{number:032x}"
        shown = {"sid": sid, "conversation_sid": SID, "identity": f"ada-{number}"}
        record.keep("GET", f"/Conversations/{SID}/Participants/{sid}", 200, shown)
    read: list[object] = []
    from_values = MessagingBinding.from_values

    def count(values: Mapping[str, Value]) -> MessagingBinding:
        read.append(values)
        return from_values(values)

    monkeypatch.setattr(MessagingBinding, "from_values", count)
    listed = record.before().get(f"/Conversations/{SID}/Participants?PageSize=100")

    assert len(listed.body["participants"]) == 100
    assert len(read) < 100 * 10
