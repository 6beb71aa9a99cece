"""Exchanges with another fake are applied to a fake, which then continues from there."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringback.http.messages import Headers, Response, request_to
from ringback.twilio.processing import ROUTE_TABLE
from ringback.twilio.routing.routes import Route
from ringback.twilio.values.sid_sources import RandomSids, SeededSids
from tests.support.state.kind import scale_examples
from tests.support.twilio.caller import FORM, Caller, Clock
from tests.support.twilio.models import make_model

PERSON, PROXY = "+15550000001", "+15559999999"
FLOW = "FW" + "a" * 32


class Recording:
    """A client of the real API, here another fake, whose exchanges are applied to a fake."""

    def __init__(self, clock: Clock) -> None:
        self.real = Caller(make_model(clock=clock, sids=SeededSids(99)))
        self.api = make_model(clock=clock, sids=SeededSids(1))
        self.fake = Caller(self.api)

    def __call__(self, method: str, path: str, body: str = "") -> Any:
        """Send a request to the real API, apply the exchange to the fake, and return the JSON."""
        reply = self.real.send(method, "/v1" + path, body.encode(), FORM)
        encoded = json.dumps(reply.body).encode() if reply.body is not None else b""
        self.seed(method, path, Response(reply.status, reply.headers, encoded), body)
        return reply.body

    def seed(self, method: str, path: str, response: Response, body: str = "") -> None:
        """Apply an exchange to the fake."""
        headers = Headers([("Authorization", self.fake.authorization), FORM])
        url = f"https://conversations.twilio.com/v1{path}"
        self.api.seed(request_to(method, url, headers, body.encode()), response)


@pytest.fixture
def play(clock: Clock) -> Recording:
    return Recording(clock)


def test_a_recorded_conversation_is_added(play: Recording) -> None:
    made = play(
        "POST",
        "/Conversations",
        "UniqueName=one&FriendlyName=One&Attributes=[1]&State=inactive&Timers.Closed=PT10M"
        "&DateCreated=2015-12-16T22:18:37Z&Bindings.Email.Address=a@b.c&Bindings.Email.Name=A",
    )

    assert play.fake.get("/Conversations/one").body == made
    assert play.fake.get(f"/Conversations/{made['sid']}").body == made
    assert play.fake.post("/Conversations", {"UniqueName": "one"}).fault == (409, 50353)


def test_new_conversations_are_in_the_recorded_service(play: Recording) -> None:
    before = play.fake.create("/Conversations")["sid"]
    recorded = play("POST", "/Conversations")
    after = play.fake.create("/Conversations")

    assert after["chat_service_sid"] == recorded["chat_service_sid"]
    assert (
        play.fake.get(f"/Conversations/{before}").body["chat_service_sid"]
        == (recorded["chat_service_sid"])
    )
    assert len(play.fake.get("/Services").body["services"]) == 1


def test_timers_count_from_the_replay(play: Recording, clock: Clock) -> None:
    made = play.real.create("/Conversations", {"Timers.Closed": "PT10M", "Timers.Inactive": "PT5M"})
    clock.advance(days=365)
    url = f"/Conversations/{made['sid']}"
    play.seed("GET", url, Response(200, body=json.dumps(made).encode()))
    clock.advance(minutes=9)

    assert play.fake.get(url).body["state"] == "inactive"
    assert play.fake.post(f"{url}/Messages", {"Body": "Hi"}).status == 201
    clock.advance(minutes=10)
    assert play.fake.get(url).body["state"] == "closed"


def test_a_recorded_update_is_applied(play: Recording) -> None:
    url = f"/Conversations/{play('POST', '/Conversations', 'UniqueName=one')['sid']}"
    updated = play("POST", url, "UniqueName=two&State=closed")

    assert play.fake.get("/Conversations/two").body == updated
    assert play.fake.get("/Conversations/one").status == 404
    assert play.fake.post(url, {"State": "active"}).fault == (400, 50377)


def test_a_recorded_delete_is_applied(play: Recording) -> None:
    url = f"/Conversations/{play('POST', '/Conversations')['sid']}"
    play("POST", f"{url}/Messages", "Body=Hi")
    play("DELETE", url)

    assert play.fake.get(url).status == 404
    play("DELETE", url)
    assert play.fake.get(url).status == 404


def test_recorded_children_are_added(play: Recording) -> None:
    url = f"/Conversations/{play('POST', '/Conversations')['sid']}"
    user = play("POST", f"{url}/Participants", "Identity=alice")
    binding = f"MessagingBinding.Address={PERSON}&MessagingBinding.ProxyAddress={PROXY}"
    phone = play("POST", f"{url}/Participants", binding.replace("+", "%2B"))
    text = play("POST", f"{url}/Messages", "Body=Hi&Author=alice")
    media = play("POST", f"{url}/Messages", f"MediaSid=ME{'a' * 32}")
    hook = play("POST", f"{url}/Webhooks", f"Target=studio&Configuration.FlowSid={FLOW}")
    post = play(
        "POST",
        f"{url}/Webhooks",
        "Target=webhook&Configuration.Url=http://a&Configuration.Filters=onMessageAdded",
    )

    assert play.fake.get(f"{url}/Participants").body["participants"] == [user, phone]
    assert play.fake.get(f"{url}/Participants/alice").body == user
    messages = play.fake.get(f"{url}/Messages").body["messages"]
    assert [one | {"delivery": None} for one in messages] == [text, media]
    assert [one["delivery"]["total"] for one in messages] == [1, 1]
    assert play.fake.get(f"{url}/Webhooks").body["webhooks"] == [hook, post]


def test_a_recorded_file_keeps_its_size_and_type(play: Recording) -> None:
    url = f"/Conversations/{play('POST', '/Conversations')['sid']}/Messages"
    made = play("POST", url, f"MediaSid=ME{'a' * 32}")
    file = {"size": 4_876, "content_type": "audio/ogg", "filename": "a.ogg"}
    shown = made | {"media": [made["media"][0] | file]}
    play.seed("GET", f"{url}/{made['sid']}", Response(200, body=json.dumps(shown).encode()))

    assert play.fake.get(f"{url}/{made['sid']}").body["media"] == shown["media"]


def test_the_fake_continues_where_the_recording_ends(play: Recording) -> None:
    url = f"/Conversations/{play('POST', '/Conversations')['sid']}"
    alice = play("POST", f"{url}/Participants", "Identity=alice")
    play("POST", f"{url}/Messages", "Body=Hi")
    answer = play.fake.create(f"{url}/Messages", {"Body": "Hello", "Author": "alice"})

    assert answer["index"] == 1
    assert answer["participant_sid"] == alice["sid"]
    assert play.fake.post(f"{url}/Participants", {"Identity": "alice"}).fault == (409, 50433)


def test_a_recorded_index_in_use_goes_to_the_end(play: Recording) -> None:
    url = f"/Conversations/{play('POST', '/Conversations')['sid']}"
    play.fake.create(f"{url}/Messages", {"Body": "made up"})
    play("POST", f"{url}/Messages", "Body=recorded")
    listed = play.fake.get(f"{url}/Messages").body["messages"]

    assert [(one["index"], one["body"]) for one in listed] == [(0, "made up"), (1, "recorded")]


def test_a_recorded_address_is_in_use(play: Recording) -> None:
    url = f"/Conversations/{play('POST', '/Conversations')['sid']}"
    binding = {"MessagingBinding.Address": PERSON, "MessagingBinding.ProxyAddress": PROXY}
    encoded = "&".join(f"{name}={value}" for name, value in binding.items())
    play("POST", f"{url}/Participants", encoded.replace("+", "%2B"))
    other = play.fake.create("/Conversations")["sid"]

    assert play.fake.post(f"/Conversations/{other}/Participants", binding).fault == (409, 50416)


def test_a_recorded_list_keeps_its_order(play: Recording) -> None:
    for number in range(3):
        play.real.create("/Conversations", {"UniqueName": f"c{number}"})
    listed = play("GET", "/Conversations")["conversations"]

    assert play.fake.get("/Conversations").body["conversations"] == listed


def test_a_recorded_message_puts_its_conversation_first(play: Recording) -> None:
    first, second = (play("POST", "/Conversations")["sid"] for _ in range(2))
    play("POST", f"/Conversations/{first}/Messages", "Body=Hi")
    listed = play.fake.get("/Conversations").body["conversations"]

    assert [one["sid"] for one in listed] == [first, second]


def test_a_conversation_is_added_for_its_recorded_children(play: Recording) -> None:
    sid = play.real.create("/Conversations", {"UniqueName": "one"})["sid"]
    play("POST", "/Conversations/one/Participants", "Identity=alice")

    assert play.fake.get("/Conversations/one").body["sid"] == sid
    assert play.fake.get(f"/Conversations/{sid}/Participants/alice").status == 200


def test_a_recorded_service_is_added_with_its_conversations(play: Recording) -> None:
    service = play("POST", "/Services", "FriendlyName=another")
    url = f"/Services/{service['sid']}"
    made = play("POST", f"{url}/Conversations", "UniqueName=one")
    play("POST", f"{url}/Conversations/one/Messages", "Body=Hi")

    assert play.fake.get(url).body == service
    assert play.fake.get(f"{url}/Conversations/one").body == made
    assert len(play.fake.get(f"{url}/Conversations/one/Messages").body["messages"]) == 1


def test_a_service_is_added_for_its_recorded_conversations(play: Recording) -> None:
    url = f"/Services/{play.real.create('/Services', {'FriendlyName': 'another'})['sid']}"
    made = play("POST", f"{url}/Conversations")

    assert play.fake.get(f"{url}/Conversations/{made['sid']}").body == made
    assert play.fake.get(url).status == 200


def test_a_conversation_created_with_participants_is_added(play: Recording) -> None:
    made = play("POST", "/ConversationWithParticipants", "UniqueName=one")

    assert play.fake.get("/Conversations/one").body["sid"] == made["sid"]


def test_participants_created_with_a_conversation_are_added(play: Recording) -> None:
    sms = f'{{"messaging_binding": {{"address": "{PERSON}", "proxy_address": "{PROXY}"}}}}'
    form = urlencode([("Participant", '{"identity": "alice"}'), ("Participant", sms)])
    made = play("POST", "/ConversationWithParticipants", form)
    people = play.fake.get(f"/Conversations/{made['sid']}/Participants").body["participants"]

    assert [one["identity"] for one in people] == ["alice", None]
    assert people[1]["messaging_binding"]["address"] == PERSON


def test_participants_created_with_a_conversation_are_added_once(play: Recording) -> None:
    form = urlencode({"Participant": '{"identity": "alice"}'})
    made = play("POST", "/ConversationWithParticipants", form)
    url = f"/Conversations/{made['sid']}/Participants"
    shown = play("GET", url)["participants"]

    assert play.fake.get(url).body["participants"] == shown
    assert play.fake.get(f"{url}/alice").body == shown[0]


def test_an_invalid_participant_is_ignored(play: Recording) -> None:
    form = urlencode({"Participant": '{"identity": 3}'})
    made = play.real.create("/Conversations")
    play.seed(
        "POST",
        "/ConversationWithParticipants",
        Response(202, body=json.dumps(made).encode()),
        form,
    )

    assert play.fake.get(f"/Conversations/{made['sid']}/Participants").body["participants"] == []


def test_a_recorded_configuration_is_applied(play: Recording) -> None:
    before = play.fake.create("/Conversations")["sid"]
    recorded = play("POST", "/Configuration", "DefaultClosedTimer=PT10M")

    assert play.fake.get("/Configuration").body == recorded
    assert play.fake.get(f"/Conversations/{before}").status == 200
    assert list(play.fake.create("/Conversations")["timers"]) == ["date_closed"]


def test_a_recorded_default_service_replaces_a_deleted_one(
    play: Recording,
) -> None:
    service = play.fake.get("/Configuration").body["default_chat_service_sid"]
    play.fake.delete(f"/Services/{service}")
    made = play("POST", "/Conversations")

    assert play.fake.get("/Conversations").body["conversations"] == [made]


def test_an_unknown_state_is_ignored(play: Recording) -> None:
    made = play.real.create("/Conversations") | {"state": "asleep"}
    play.seed("POST", "/Conversations", Response(201, body=json.dumps(made).encode()))

    assert play.fake.get(f"/Conversations/{made['sid']}").body["state"] == "active"


def test_an_initializing_conversation_is_active_by_now(play: Recording) -> None:
    made = play.real.create("/Conversations") | {"state": "initializing"}
    play.seed("POST", "/Conversations", Response(201, body=json.dumps(made).encode()))
    url = f"/Conversations/{made['sid']}"

    assert play.fake.get(url).body["state"] == "active"
    assert play.fake.post(f"{url}/Messages", {"Body": "Hi"}).status == 201


def test_recorded_messages_do_not_reopen_a_closed_conversation(play: Recording) -> None:
    url = f"/Conversations/{play.real.create('/Conversations')['sid']}"
    play.real.create(f"{url}/Messages", {"Body": "Hi"})
    play.real.post(url, {"State": "closed"})
    play("GET", url)
    play("GET", f"{url}/Messages")

    assert play.fake.get(url).body["state"] == "closed"


def test_a_conversation_that_only_a_lookup_shows_is_added(play: Recording) -> None:
    shown = {"participant_sid": "MB" + "a" * 32, "conversation_sid": "CH" + "a" * 32}
    body = json.dumps({"conversations": [shown]}).encode()
    play.seed("GET", "/ParticipantConversations?Identity=alice", Response(200, body=body))

    assert play.fake.get(f"/Conversations/{shown['conversation_sid']}").status == 200


def test_the_text_of_a_recorded_template_is_known(play: Recording) -> None:
    url = f"/Conversations/{play.real.create('/Conversations')['sid']}/Messages"
    sent = play.real.create(url, {"ContentSid": f"HX{'a' * 32}"})
    play.seed(
        "GET",
        f"{url}/{sent['sid']}",
        Response(200, body=json.dumps({**sent, "body": "Hello John"}).encode()),
    )

    assert play.fake.get(f"{url}/{sent['sid']}").body["body"] == "Hello John"


@pytest.mark.parametrize("key", ["filters", "triggers"])
def test_the_words_of_a_recorded_trigger_are_known_under_either_name(
    play: Recording, key: str
) -> None:
    url = f"/Conversations/{play.real.create('/Conversations')['sid']}/Webhooks"
    form = {
        "Target": "trigger",
        "Configuration.Url": "https://example.com",
        "Configuration.Triggers": "hello",
    }
    made = play.real.create(url, form)
    shown = {"url": "https://example.com", "method": "post", key: ["hello"]}
    body = json.dumps({**made, "configuration": shown}).encode()
    play.seed("GET", f"{url}/{made['sid']}", Response(200, body=body))

    known = play.fake.get(f"{url}/{made['sid']}").body["configuration"]
    assert known == {"url": "https://example.com", "method": "post", "triggers": ["hello"]}


# What shows participants in part.


@pytest.fixture
def joined(play: Recording) -> Any:
    """Return a conversation of the real API with one participant, who read a message."""
    made = play.real.create(
        "/Conversations",
        {"UniqueName": "one", "FriendlyName": "One", "Bindings.Email.Address": "a@example.com"},
    )
    play.real.create(f"/Conversations/{made['sid']}/Participants", {"Identity": "alice"})
    play.real.post("/Users/alice/Conversations/one", {"LastReadMessageIndex": "3"})
    return made


@pytest.mark.parametrize("name", ["alice", "sid"])
@pytest.mark.parametrize("path", ["", "/one"], ids=["list", "fetch"])
def test_the_recorded_conversations_of_a_user_are_known(
    play: Recording, joined: Any, name: str, path: str
) -> None:
    user = play.real.get("/Users/alice").body
    if name == "sid":
        play("GET", "/Users/alice")
    play("GET", f"/Users/{user['sid'] if name == 'sid' else name}/Conversations{path}")

    assert play.fake.get("/Users").body["users"][0]["sid"] == user["sid"]
    known = play.fake.get(f"/Users/{user['sid']}/Conversations/{joined['sid']}").body
    shown = play.real.get("/Users/alice/Conversations/one").body
    assert known == shown
    people = play.fake.get("/Conversations/one/Participants").body["participants"]
    assert [(one["sid"], one["identity"]) for one in people] == [
        (shown["participant_sid"], "alice")
    ]


def test_a_user_whose_identity_is_not_known_is_not_added(play: Recording, joined: Any) -> None:
    user = play.real.get("/Users/alice").body
    play("GET", f"/Users/{user['sid']}/Conversations")

    assert play.fake.get("/Users").body["users"] == []
    assert play.fake.get("/Conversations/one").body["friendly_name"] == "One"
    assert play.fake.get("/Conversations/one/Participants").body["participants"] == []


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("Identity=alice", {"Identity": "alice"}),
        (
            "Address=%2B15550000001",
            {"MessagingBinding.Address": PERSON, "MessagingBinding.ProxyAddress": PROXY},
        ),
    ],
)
def test_participants_that_a_lookup_finds_are_known(
    play: Recording, query: str, form: dict[str, str]
) -> None:
    play.real.create("/Conversations", {"UniqueName": "one", "FriendlyName": "One"})
    person = play.real.create("/Conversations/one/Participants", form)
    found = play("GET", f"/ParticipantConversations?{query}")["conversations"][0]

    known = play.fake.get(f"/ParticipantConversations?{query}").body["conversations"][0]
    made_up = ("participant_user_sid",)  # which the reply shows, and a participant does not
    assert {key: known[key] for key in known if key not in made_up} == {
        key: found[key] for key in found if key not in made_up
    }
    assert play.fake.get(f"/Conversations/one/Participants/{person['sid']}").status == 200


def test_what_a_lookup_does_not_show_of_a_conversation_stays(play: Recording, joined: Any) -> None:
    play("GET", "/Conversations/one")
    play("GET", "/ParticipantConversations?Identity=alice")

    assert play.fake.get("/Conversations/one").body["bindings"] == joined["bindings"]


# What is passed over.


@pytest.mark.parametrize(
    ("method", "path", "response"),
    [
        ("POST", "/Conversations", Response(500, body=b'{"sid": "x"}')),
        ("POST", "/Conversations", Response(409, body=b"{}")),
        ("POST", "/Conversations", Response(201, body=b"<html>")),
        ("POST", "/Conversations", Response(201, body=b"\xff")),
        ("POST", "/Conversations", Response(201, body=b"[" * 100_000)),
        ("POST", "/Conversations", Response(201, body=b'{"sid": "CH1"}')),
        ("POST", "/Conversations", Response(201, body=b"[]")),
        ("GET", "/Conversations", Response(200, body=b'{"conversations": [1, null, {}]}')),
        ("GET", "/Conversations", Response(200, body=b'{"conversations": {}}')),
        ("PUT", "/Conversations", Response(200, body=b"{}")),
        ("GET", "/Users", Response(200, body=b"{}")),
        ("GET", "/Users/ann/Conversations", Response(200, body=b'{"conversations": [{}]}')),
        ("GET", "/nothing", Response(200, body=b"{}")),
        ("GET", "/Configuration", Response(200, body=b"{}")),
        ("DELETE", "/Conversations/CH1", Response(204)),
        (
            "POST",
            "/Conversations/one/Messages",
            Response(201, body=json.dumps({"sid": f"IM{'a' * 32}"}).encode()),
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_reply_in_another_form_is_ignored(
    play: Recording, method: str, path: str, response: Response
) -> None:
    play.seed(method, path, response)

    assert play.fake.get("/Conversations").body["conversations"] == []


def test_an_exchange_without_credentials_is_ignored(play: Recording) -> None:
    request = request_to("POST", "https://conversations.twilio.com/v1/Conversations")
    play.api.seed(request, Response(201, body=b"{}"))

    assert play.fake.get("/Conversations").body["conversations"] == []


PREFIXES = {"ConversationSid": "CH", "MessageSid": "IM", "ChatServiceSid": "IS", "UserSid": "US"}
ROUTES = list(ROUTE_TABLE.faked.values())
ATTRIBUTES = sorted({row.name for route in ROUTES for row in route.resource.attributes})
INNER = [
    "email",
    "date_inactive",
    "address",
    "total",
    "sent",
    "read",
    "enabled",
    "template",
    "type",
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from(["CH" + "a" * 32, "all", "some", "webhook", "2026-03-02T14:08:01Z"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(ATTRIBUTES + INNER), inner, max_size=6)
    ),
)


def name_path(route: Route) -> str:
    """Return a path of a route whose names are SIDs, the same for all routes."""
    return re.sub(
        r"\{(\w+)\}",
        lambda found: PREFIXES.get(found[1], route.resource.prefix) + "a" * 32,
        route.template,
    ).removeprefix("/v1")


@settings(max_examples=scale_examples(300), deadline=None)
@given(JSON, st.sampled_from(ROUTES), st.booleans())
def test_no_recording_breaks_the_fake(body: object, route: Route, has_sids: bool) -> None:
    play = Recording(Clock())
    play.api = make_model(clock=Clock(), sids=RandomSids())
    fake, path = Caller(play.api), name_path(route)
    sids = {
        "sid": route.resource.prefix + "b" * 32,
        "conversation_sid": "CH" + "a" * 32,
        "message_sid": "IM" + "a" * 32,
    }
    item = body | sids if isinstance(body, dict) and has_sids else body
    page = {route.resource.key: [item], "meta": {}}
    for method, document in (("POST", item), ("GET", item), ("GET", page)):
        play.seed(method, path, Response(200, body=json.dumps(document).encode()), "Identity=a")

    assert fake.send("GET", f"/v1{path}").status in (200, 400, 404, 405)
    assert fake.get("/Conversations").status == 200
    for service in fake.get("/Services").body["services"]:
        assert fake.delete(f"/Services/{service['sid']}").status == 204


@pytest.mark.parametrize("in_service", [False, True])
def test_recorded_webhooks_of_an_account_or_a_service_are_known(
    play: Recording, in_service: bool
) -> None:
    above = f"/Services/{play('POST', '/Services', 'FriendlyName=a')['sid']}" if in_service else ""
    url = f"{above}/Configuration/Webhooks"
    set_up = play(
        "POST", url, "PostWebhookUrl=https://a&Filters=onMessageAdded&Filters=onUserAdded"
    )

    assert play.fake.get(url).body == set_up
    assert play.fake.post(url, {"Method": "GET"}).body == set_up | {"method": "GET"}


def test_a_recorded_address_configuration_is_known(play: Recording) -> None:
    url = "/Configuration/Addresses"
    body = "AutoCreation.Type=webhook&AutoCreation.WebhookUrl=https://a&AutoCreation.Enabled=true"
    sent = f"Type=sms&Address=%2B15550000001&{body}&AutoCreation.WebhookFilters=onMessageAdded"
    made = play("POST", url, sent)

    assert play.fake.get(f"{url}/{PERSON}").body == made
    assert play.fake.get(f"{url}/{made['sid']}").body == made
    assert play.fake.post(url, {"Type": "sms", "Address": PERSON}).fault == (409, 20409)
    play("DELETE", f"{url}/{PERSON}")
    assert play.fake.get(url).body["address_configurations"] == []


@pytest.mark.parametrize("sandbox", ["true", "false"])
def test_a_recorded_credential_is_known(play: Recording, sandbox: str) -> None:
    made = play("POST", "/Credentials", f"Type=apn&FriendlyName=One&Secret=s&Sandbox={sandbox}")

    assert play.fake.get("/Credentials").body["credentials"] == [made]


def test_recorded_notifications_are_known(play: Recording) -> None:
    service = play("POST", "/Services", "FriendlyName=a")["sid"]
    url = f"/Services/{service}/Configuration/Notifications"
    body = "LogEnabled=true&NewMessage.Enabled=false&NewMessage.WithMedia.Template=a"
    set_up = play("POST", url, body)

    assert play.fake.get(url).body == set_up


def test_the_receipts_of_a_recorded_message_are_its_own(play: Recording) -> None:
    url = f"/Conversations/{play('POST', '/Conversations')['sid']}"
    for person in (PERSON, "+15550000002"):
        sent = {"MessagingBinding.Address": person, "MessagingBinding.ProxyAddress": PROXY}
        play("POST", f"{url}/Participants", urlencode(sent))
    own = f"{url}/Messages/{play('POST', f'{url}/Messages', 'Body=Hi')['sid']}"
    made_up = play.fake.get(f"{own}/Receipts").body["delivery_receipts"]
    recorded = play("GET", f"{own}/Receipts")["delivery_receipts"]

    assert len(made_up) == 2
    assert play.fake.get(f"{own}/Receipts").body["delivery_receipts"] == recorded
    assert [one["sid"] for one in made_up] != [one["sid"] for one in recorded]
    one = play("GET", f"{own}/Receipts/{recorded[1]['sid']}")
    assert play.fake.get(f"{own}/Receipts/{one['sid']}").body == one


SUMMARY = {
    "total": 3,
    "sent": "some",
    "delivered": "some",
    "read": "none",
    "failed": "some",
    "undelivered": "none",
}


@pytest.mark.parametrize("summary", [SUMMARY, SUMMARY | {"read": "some"}, None], ids=str)
def test_the_delivery_of_a_recorded_message_is_shown(
    play: Recording, summary: dict[str, object] | None
) -> None:
    url = f"/Conversations/{play('POST', '/Conversations')['sid']}/Messages"
    made = play("POST", url, "Body=Hi")
    shown = json.dumps(made | {"delivery": summary}).encode()
    for _ in range(2):
        play.seed("GET", f"{url}/{made['sid']}", Response(200, body=shown))

        assert play.fake.get(f"{url}/{made['sid']}").body["delivery"] == summary
        receipts = play.fake.get(f"{url}/{made['sid']}/Receipts").body["delivery_receipts"]
        assert len(receipts) == (3 if summary else 0)


def test_a_recorded_role_needs_no_name(play: Recording) -> None:
    sid = "RL" + "a" * 32
    play.seed("GET", f"/Roles/{sid}", Response(200, body=json.dumps({"sid": sid}).encode()))

    assert play.fake.get(f"/Roles/{sid}").body["friendly_name"] is None
