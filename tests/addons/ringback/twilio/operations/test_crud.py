"""Operations are tested through the API, with conversations and services as examples."""

from ringback.twilio.api import TwilioApi, Validation
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.caller import Caller, Clock


def test_a_fetch_returns_what_the_create_returned(caller: Caller) -> None:
    made = caller.made("/Conversations", {"FriendlyName": "one"})
    heard = caller.get(f"/Conversations/{made['sid']}")

    assert heard.status == 200
    assert heard.body == made


def test_an_update_changes_only_what_was_sent(caller: Caller, clock: Clock) -> None:
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


def test_a_deleted_record_is_gone(caller: Caller) -> None:
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


def test_an_update_may_keep_its_name_but_not_use_anothers(caller: Caller) -> None:
    caller.made("/Conversations", {"UniqueName": "one"})
    caller.made("/Conversations", {"UniqueName": "two"})

    assert caller.post("/Conversations/two", {"UniqueName": "two"}).status == 200
    assert caller.post("/Conversations/two", {"UniqueName": "one"}).fault == (409, 50353)


def test_a_list_shows_records_as_a_fetch_does(caller: Caller) -> None:
    made = caller.made("/Conversations", {"FriendlyName": "one"})

    assert caller.get("/Conversations").body["conversations"] == [made]


def test_a_wrong_filter_is_refused_or_ignored(caller: Caller, clock: Clock) -> None:
    lenient = Caller(TwilioApi(clock=clock, sids=SeededSids(1), validation=Validation.WARN))

    assert caller.get("/Conversations?State=open").fault == (400, 50378)
    assert lenient.get("/Conversations?State=open").status == 200


def test_deleting_a_service_deletes_everything_in_it(caller: Caller) -> None:
    service = caller.made("/Services", {"FriendlyName": "one"})["sid"]
    made = caller.made(f"/Services/{service}/Conversations")
    other = caller.made("/Conversations")

    assert caller.delete(f"/Services/{service}").status == 204
    assert caller.get(f"/Services/{service}/Conversations").fault == (404, 20404)
    assert caller.get(f"/Conversations/{made['sid']}").fault == (404, 20404)
    assert caller.get(f"/Conversations/{other['sid']}").status == 200
