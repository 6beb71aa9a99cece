"""A state with every kind of resource is dumped, begun with elsewhere, and dumped again."""

import json
from typing import Any

import pytest

from ringback.state_files.writer import render_document
from ringback.state_files.yaml_nodes import parse_yaml
from ringback.twilio.api import TwilioApi
from ringback.twilio.state_document.nodes import from_json
from ringback.twilio.state_document.parse import parse_document
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.inbound_message import DeliveryUpdate, InboundMedia, InboundMessage
from tests.support.twilio.caller import Caller, Clock
from tests.support.twilio.crawl import Crawl
from tests.support.twilio.models import make_model

TOKEN = "a token that nobody may see"
HOOK = {
    "Target": "webhook",
    "Configuration.Url": "http://127.0.0.1:5000/hook",
    "Configuration.Filters": "onMessageAdded",
    "Configuration.ReplayAfter": "0",
}


@pytest.fixture
def full(clock: Clock) -> Caller:
    """Return a client of an account that has everything."""
    caller = Caller(make_model(clock=clock, sids=SeededSids(1)), password=TOKEN)
    fill_account(caller)
    for base in ("", f"/Services/{caller.create('/Services', {'FriendlyName': 'b'})['sid']}"):
        fill_service(caller, base)
    fill_conversations(caller)
    clock.advance(seconds=90)
    return caller


def fill_account(caller: Caller) -> None:
    caller.create("/Credentials", {"Type": "apn", "Sandbox": "true", "PrivateKey": "a key"})
    caller.create(
        "/Configuration/Addresses",
        {
            "Type": "sms",
            "Address": "+15559990000",
            "AutoCreation.Enabled": "true",
            "AutoCreation.Type": "webhook",
            "AutoCreation.WebhookUrl": "http://127.0.0.1:5000/auto",
            "AutoCreation.WebhookFilters": "onMessageAdded",
        },
    )
    caller.post("/Configuration/Webhooks", {"PostWebhookUrl": "http://127.0.0.1:5000/all"})
    caller.post("/Configuration", {"DefaultClosedTimer": "P1M"})


def fill_service(caller: Caller, base: str) -> None:
    role = caller.create(
        f"{base}/Roles",
        {"FriendlyName": "agent", "Type": "service", "Permission": "joinConversation"},
    )
    caller.create(f"{base}/Users", {"Identity": "zoe", "RoleSid": role["sid"], "Attributes": "[1]"})
    service = base or f"/Services/{caller.get('/Configuration').body['default_chat_service_sid']}"
    caller.post(f"{service}/Configuration", {"DefaultChatServiceRoleSid": role["sid"]})
    caller.post(f"{service}/Configuration/Webhooks", {"Filters": "", "Method": "GET"})
    caller.post(f"{service}/Configuration/Notifications", {"NewMessage.Template": "ü: %s"})
    unused = caller.create(
        f"{base}/Roles", {"FriendlyName": "x", "Type": "service", "Permission": "joinConversation"}
    )
    caller.delete(f"{base}/Roles/{unused['sid']}")


def fill_conversations(caller: Caller) -> None:
    timers = {"UniqueName": "t", "Timers.Inactive": "PT1M", "Attributes": '{ "a" :1}'}
    caller.create("/Conversations", {**timers, "Bindings.Email.Address": "a@example.com"})
    caller.create("/Conversations/t/Participants", {"Identity": "alice"})
    pair = {"MessagingBinding.Address": "+15550001111", "MessagingBinding.ProxyAddress": "+15550"}
    caller.create("/Conversations/t/Participants", pair)
    gone = caller.create("/Conversations/t/Participants", {"Identity": "gone"})
    for author in ("alice", "gone", "+15550001111"):
        caller.create("/Conversations/t/Messages", {"Author": author, "Body": "a\n ü: 'b' \u2028"})
    caller.delete(f"/Conversations/t/Participants/{gone['sid']}")
    last = caller.create("/Conversations/t/Messages", {"Body": "x", "Subject": "s"})
    first = caller.get("/Conversations/t/Messages").body["messages"][0]["sid"]
    caller.api.deliver(DeliveryUpdate(first, "failed", 30003))
    caller.delete(f"/Conversations/t/Messages/{last['sid']}")
    caller.create("/Conversations/t/Webhooks", HOOK)
    caller.post("/Users/alice/Conversations/t", {"NotificationLevel": "muted"})
    caller.post("/Users/alice/Conversations/t", {"LastReadMessageIndex": "1"})
    caller.create("/Conversations/t/Messages", {"ContentSid": "HX" + "a" * 32})
    files = (InboundMedia("image/png", "a.png", b"\x00\xff"), InboundMedia("text/plain", None, b""))
    caller.api.receive_message(InboundMessage("+15550001111", "+15559990000", "hi", files))
    closed = caller.create(
        "/Conversations", {"UniqueName": "c", "DateCreated": "2020-01-01T00:00:00Z"}
    )
    caller.post(f"/Conversations/{closed['sid']}", {"State": "closed"})
    people = [("Participant", '{"identity": "alice"}')]
    assert caller.post("/ConversationWithParticipants", people).status == 202
    caller.create("/Conversations", {"UniqueName": "m"})
    caller.create("/Conversations/m/Participants", {"MessagingBinding.Address": "+15550003333"})
    caller.create(
        "/Conversations/m/Participants", {"MessagingBinding.ProjectedAddress": "+15550004444"}
    )


def dump(caller: Caller) -> Any:
    return caller.api.dump()


def begin_elsewhere(dumped: dict[str, Any], clock: Clock) -> Caller:
    document, problems = parse_document(parse_yaml(render_document(dumped)))
    assert problems == []
    return Caller(make_model(clock=clock, sids=SeededSids(2), start_with=document))


def test_dump_start_dump_gives_the_same(full: Caller, clock: Clock) -> None:
    dumped = full.api.dump()
    assert begin_elsewhere(dumped, clock).api.dump() == dumped


def test_every_get_answers_the_same(full: Caller, clock: Clock) -> None:
    other = begin_elsewhere(full.api.dump(), clock)
    before, after = Crawl(full).run(), Crawl(other).run()
    assert len(before.found) > 50
    assert (after.found, after.lists, after.wrong) == (before.found, before.lists, [])


def test_it_goes_on_the_same(full: Caller, clock: Clock) -> None:
    other = begin_elsewhere(full.api.dump(), clock)
    taken = {"MessagingBinding.Address": "+15559990000", "MessagingBinding.ProxyAddress": "+15551"}
    for caller in (full, other):
        assert caller.post("/Conversations/t/Messages", {"Body": "a"}).body["index"] == 5
        assert caller.post("/Conversations/c/Messages", {"Body": "a"}).fault[0] == 400
        assert caller.post("/Conversations/m/Participants", taken).status == 400
        clock.advance(minutes=2)
        assert caller.get("/Conversations/t").body["state"] == "inactive"


def test_files_have_their_contents(full: Caller, clock: Clock) -> None:
    other = begin_elsewhere(full.api.dump(), clock)
    service = full.get("/Configuration").body["default_chat_service_sid"]
    sids = [file["sid"] for file in dump(full)["media"]]
    assert len(sids) == 2
    for sid in sids:
        path = f"/v1/Services/{service}/Media/{sid}"
        for target in (path, f"{path}/Content"):
            one, two = (
                Caller(caller.api, origin="https://mcs.us1.twilio.com").answer("GET", target)
                for caller in (full, other)
            )
            assert one.response.body == two.response.body  # type: ignore[union-attr] # replies


def test_a_dump_has_no_auth_token_and_no_secret_of_a_credential(full: Caller) -> None:
    text = json.dumps(full.api.dump())
    assert TOKEN not in text
    assert "a key" not in text


def test_a_conversation_that_is_set_up_is_dumped_as_it_will_be(caller: Caller) -> None:
    caller.post("/ConversationWithParticipants", [("Participant", '{"identity": "alice"}')])
    (conversation,) = dump(caller)["conversations"]
    assert conversation["state"] == "active"


def test_several_accounts_are_a_list(api: TwilioApi, clock: Clock) -> None:
    users = ("AC" + "a" * 32, "AC" + "b" * 32)
    for user in users:
        Caller(api, user).create("/Conversations", {"UniqueName": user})
    document, problems = parse_document(from_json(api.dump()))
    assert problems == []
    other = make_model(clock=clock, sids=SeededSids(2), start_with=document)
    assert other.account_sids == users
    for user in users:
        assert Caller(other, user).get(f"/Conversations/{user}").status == 200


def test_a_state_that_nobody_has_used_is_a_list_of_no_account(api: TwilioApi) -> None:
    assert api.dump() == {"accounts": []}
