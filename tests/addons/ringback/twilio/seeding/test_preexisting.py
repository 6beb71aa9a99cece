"""Exchanges with the real thing, which is another fake here, and the world before them."""

import json
from typing import Any

import pytest

from ringback.http.messages import Headers, Request, Response, request_to
from ringback.twilio.api import TwilioApi
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.caller import FORM, Caller, Clock

SID = "CH" + "a" * 32


class Recording:
    """A client of the real thing, whose exchanges are kept for a fake."""

    def __init__(self, clock: Clock) -> None:
        self.real = Caller(TwilioApi(clock=clock, sids=SeededSids(99)))
        self.exchanges: list[tuple[Request, Response]] = []
        self._clock = clock

    def __call__(self, method: str, path: str, body: str = "") -> Any:
        """Ask the real thing, keep the exchange, and give the JSON."""
        heard = self.real.ask(method, "/v1" + path, body.encode(), FORM)
        self.keep(method, path, heard.status, heard.body, body)
        return heard.body

    def keep(self, method: str, path: str, status: int, document: Any, body: str = "") -> None:
        """Keep an exchange."""
        headers = Headers([("Authorization", self.real.authorization), FORM])
        url = f"https://conversations.twilio.com/v1{path}"
        encoded = b"" if document is None else json.dumps(document).encode()
        request = request_to(method, url, headers, body.encode())
        self.exchanges.append((request, Response(status, body=encoded)))

    def before(self) -> Caller:
        """Return a client of a fake that knows what was there before the exchanges."""
        api = TwilioApi(clock=self._clock, sids=SeededSids(1))
        api.seed_preexisting(self.exchanges)
        return Caller(api)


@pytest.fixture
def record(clock: Clock) -> Recording:
    return Recording(clock)


@pytest.fixture
def old(record: Recording) -> str:
    """Return the SID of a conversation that nobody recorded."""
    sid = record.real.made("/Conversations", {"UniqueName": "old"})["sid"]
    assert isinstance(sid, str)
    return sid


def listed(caller: Caller, path: str = "/Conversations") -> list[str]:
    key = path.rpartition("/")[2].lower()
    return [one["sid"] for one in caller.get(path).body[key]]


def test_what_is_created_was_not_there(record: Recording) -> None:
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
def test_what_a_reply_tells_of_was_there(
    record: Recording, old: str, method: str, path: str, body: str
) -> None:
    record(method, path.format(sid=old), body)

    assert listed(record.before()) == [old]
    assert record.before().get(f"/Conversations/{old}/Messages").body["messages"] == []


def test_who_is_looked_up_takes_part_in_what_was_there(record: Recording, old: str) -> None:
    record.real.made(f"/Conversations/{old}/Participants", {"Identity": "alice"})
    record("GET", "/ParticipantConversations?Identity=alice")

    assert listed(record.before()) == [old]


def test_a_refusal_tells_of_nothing(record: Recording) -> None:
    record("GET", f"/Conversations/{SID}")
    record("DELETE", f"/Conversations/{SID}")

    assert listed(record.before()) == []


def test_a_reply_that_is_not_twilios_hides_nothing(record: Recording, old: str) -> None:
    shown = {"sid": old, "chat_service_sid": None}
    record.keep("POST", "/Conversations", 201, {"sid": None})
    record.keep("GET", "/Conversations", 200, {"conversations": [shown, 1]})

    assert listed(record.before()) == [old]


def test_a_list_is_taken_item_by_item(record: Recording, old: str) -> None:
    record("POST", "/Conversations")
    record("GET", "/Conversations")

    assert listed(record.before()) == [old]


def test_a_list_keeps_its_order(record: Recording) -> None:
    for _ in range(3):
        record.real.made("/Conversations")
    shown = [one["sid"] for one in record("GET", "/Conversations")["conversations"]]

    assert listed(record.before()) == shown


def test_what_was_shown_first_was_so_before(record: Recording, old: str) -> None:
    first = record("GET", "/Conversations/old")
    record("POST", "/Conversations/old", "FriendlyName=new&State=closed")
    record("GET", "/Conversations/old")

    assert record.before().get("/Conversations/old").body == first


def test_what_only_an_update_tells_of_is_open(record: Recording, old: str) -> None:
    record("POST", f"/Conversations/{old}", "State=closed&UniqueName=later&Timers.Closed=PT10M")
    shown = record.before().get(f"/Conversations/{old}").body

    assert (shown["state"], shown["unique_name"], shown["timers"]) == ("active", None, {})


def test_what_its_parts_told_of_first_is_known_as_it_is_shown_later(
    record: Recording, old: str
) -> None:
    record("POST", f"/Conversations/{old}/Messages", "Body=Hi")
    shown = record("GET", f"/Conversations/{old}")

    assert record.before().get(f"/Conversations/{old}").body == shown


def test_parts_that_were_there_are_known_and_those_that_came_are_not(
    record: Recording, old: str
) -> None:
    there = record.real.made(f"/Conversations/{old}/Messages", {"Body": "old"})
    record("POST", f"/Conversations/{old}/Messages", "Body=new")
    record("GET", f"/Conversations/{old}/Messages")

    assert listed(record.before(), f"/Conversations/{old}/Messages") == [there["sid"]]


def test_what_stands_in_a_service_that_is_created_came_later(record: Recording) -> None:
    service = record("POST", "/Services", "FriendlyName=new")["sid"]
    record.real.made(f"/Services/{service}/Conversations")
    record("GET", f"/Services/{service}/Conversations")

    assert len(listed(record.before(), "/Services")) == 1


def test_the_first_configuration_was_so_before(record: Recording) -> None:
    first = record("GET", "/Configuration")
    record("POST", "/Configuration", "DefaultClosedTimer=PT10M")
    record("GET", "/Configuration")

    assert record.before().get("/Configuration").body == first
