"""Operations are seen through the API, with conversations and services as examples."""

from ringback.twilio.api import TwilioApi, Validation
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.caller import Caller, Clock


def test_what_was_created_is_fetched_as_it_was_shown(caller: Caller) -> None:
    made = caller.made("/Conversations", {"FriendlyName": "one"})
    heard = caller.get(f"/Conversations/{made['sid']}")

    assert heard.status == 200
    assert heard.body == made


def test_an_update_changes_what_was_sent_and_nothing_else(caller: Caller, clock: Clock) -> None:
    made = caller.made("/Conversations", {"FriendlyName": "one", "Attributes": "[1]"})
    clock.forward(seconds=30)
    heard = caller.post(f"/Conversations/{made['sid']}", {"FriendlyName": "two"})

    assert heard.status == 200
    assert heard.body == made | {"friendly_name": "two", "date_updated": "2026-03-02T14:08:31Z"}
    assert caller.get(f"/Conversations/{made['sid']}").body == heard.body


def test_a_refused_update_changes_nothing(caller: Caller, clock: Clock) -> None:
    made = caller.made("/Conversations", {"FriendlyName": "one"})
    clock.forward(seconds=30)
    url = f"/Conversations/{made['sid']}"

    assert caller.post(url, {"FriendlyName": "two", "State": "open"}).fault == (400, 50378)
    assert caller.get(url).body == made


def test_what_is_deleted_is_gone(caller: Caller) -> None:
    made = caller.made("/Conversations", {"UniqueName": "one"})
    heard = caller.delete(f"/Conversations/{made['sid']}")

    assert (heard.status, heard.body) == (204, None)
    assert caller.get("/Conversations/one").fault == (404, 20404)
    assert caller.delete(f"/Conversations/{made['sid']}").fault == (404, 20404)
    assert caller.get("/Conversations").body["conversations"] == []


def test_a_delete_frees_the_name(caller: Caller) -> None:
    caller.made("/Conversations", {"UniqueName": "one"})
    caller.delete("/Conversations/one")

    assert caller.post("/Conversations", {"UniqueName": "one"}).status == 201


def test_an_update_may_keep_its_own_name_and_not_take_anothers(caller: Caller) -> None:
    caller.made("/Conversations", {"UniqueName": "one"})
    caller.made("/Conversations", {"UniqueName": "two"})

    assert caller.post("/Conversations/two", {"UniqueName": "two"}).status == 200
    assert caller.post("/Conversations/two", {"UniqueName": "one"}).fault == (409, 50353)


def test_a_list_shows_what_a_fetch_shows(caller: Caller) -> None:
    made = caller.made("/Conversations", {"FriendlyName": "one"})

    assert caller.get("/Conversations").body["conversations"] == [made]


def test_a_wrong_filter_is_refused_or_left_out(caller: Caller, clock: Clock) -> None:
    lenient = Caller(TwilioApi(clock=clock, sids=SeededSids(1), validation=Validation.WARN))

    assert caller.get("/Conversations?State=open").fault == (400, 50378)
    assert lenient.get("/Conversations?State=open").status == 200


def test_deleting_a_service_deletes_what_stands_in_it(caller: Caller) -> None:
    service = caller.made("/Services", {"FriendlyName": "one"})["sid"]
    made = caller.made(f"/Services/{service}/Conversations")
    other = caller.made("/Conversations")

    assert caller.delete(f"/Services/{service}").status == 204
    assert caller.get(f"/Services/{service}/Conversations").fault == (404, 20404)
    assert caller.get(f"/Conversations/{made['sid']}").fault == (404, 20404)
    assert caller.get(f"/Conversations/{other['sid']}").status == 200
