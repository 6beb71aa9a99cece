"""Every operation of the fake with Twilio's own Python library."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import BaseAdapter
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from ringback.http.messages import Headers, request_to
from ringback.twilio.api import Reply, TwilioApi
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import ACCOUNT, Clock
from tests.support.twilio.models import make_model

START = datetime(2026, 3, 2, 14, 8, 1, tzinfo=UTC)
PERSON, PROXY = "+15550000001", "+15559999999"


class FakeAdapter(BaseAdapter):
    """An adapter of requests that sends to the fake."""

    def __init__(self, api: TwilioApi) -> None:
        super().__init__()
        self.api = api

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Answer a request."""
        body = request.body or b""
        answer = self.api.answer(
            request_to(
                request.method or "",
                request.url or "",
                Headers(request.headers.items()),
                body.encode() if isinstance(body, str) else body,
            )
        )
        assert isinstance(answer, Reply), answer
        response = requests.Response()
        response.status_code = answer.response.status
        response.headers.update(answer.response.headers.pairs)
        response._content = answer.response.body
        response.request = request
        response.url = request.url or ""
        return response

    def close(self) -> None:
        """Close nothing."""


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def client(clock: Clock) -> Any:
    http = TwilioHttpClient()
    http.session.mount("https://", FakeAdapter(make_model(clock=clock, sids=SeededSids(1))))
    return Client(ACCOUNT, "a token", http_client=http)


def code(raised: pytest.ExceptionInfo[TwilioRestException]) -> tuple[int, int]:
    return raised.value.status, raised.value.code


def public(thing: Any) -> dict[str, Any]:
    """Return what the library parsed from a reply."""
    return {name: value for name, value in vars(thing).items() if not name.startswith("_")}


def test_a_conversation_has_every_attribute_parsed(client: Any) -> None:
    made = client.conversations.v1.conversations.create(
        friendly_name="One",
        unique_name="one",
        attributes='{"a": 1}',
        state="inactive",
        timers_inactive="PT1M",
        timers_closed="PT10M",
        bindings_email_address="a@example.com",
        bindings_email_name="A",
        date_created=START - timedelta(days=1),
        date_updated=START,
        x_twilio_webhook_enabled="true",
    )

    url = f"https://conversations.twilio.com/v1/Conversations/{made.sid}"
    assert public(made) == {
        "sid": made.sid,
        "account_sid": ACCOUNT,
        "chat_service_sid": made.chat_service_sid,
        "messaging_service_sid": made.messaging_service_sid,
        "friendly_name": "One",
        "unique_name": "one",
        "attributes": '{"a": 1}',
        "state": "inactive",
        "date_created": START - timedelta(days=1),
        "date_updated": START,
        "timers": {
            "date_inactive": "2026-03-02T14:09:01Z",
            "date_closed": "2026-03-02T14:18:01Z",
        },
        "url": url,
        "links": made.links,
        "bindings": {"email": {"projected_address": "a@example.com", "name": "A"}},
    }
    assert public(client.conversations.v1.conversations("one").fetch()) == public(made)


def test_the_life_of_a_conversation(client: Any) -> None:
    conversations = client.conversations.v1.conversations
    made = conversations.create()
    made = made.update(friendly_name="One", unique_name="one")
    assert (made.friendly_name, made.unique_name) == ("One", "one")

    with pytest.raises(TwilioRestException) as raised:
        conversations.create(unique_name="one")
    assert code(raised) == (409, 50353)
    assert str(raised.value).startswith("HTTP 409 error: Unable to create record: Conversation")

    assert conversations("one").update(state="closed").state == "closed"
    with pytest.raises(TwilioRestException) as raised:
        made.update(friendly_name="Two")
    assert code(raised) == (400, 50377)

    assert made.delete()
    with pytest.raises(TwilioRestException) as raised:
        made.fetch()
    assert code(raised) == (404, 20404)


def test_participants(client: Any) -> None:
    made = client.conversations.v1.conversations.create()
    alice = made.participants.create(identity="alice", attributes="[]")
    phone = made.participants.create(
        messaging_binding_address=PERSON, messaging_binding_proxy_address=PROXY
    )

    assert {name for name, value in public(alice).items() if value is None} == {
        "messaging_binding",
        "last_read_message_index",
        "last_read_timestamp",
    }
    assert phone.messaging_binding == {
        "type": "sms",
        "address": PERSON,
        "proxy_address": PROXY,
    }
    assert public(made.participants("alice").fetch()) == public(alice)
    read = alice.update(last_read_message_index=3, last_read_timestamp="2026-03-02T14:08:01Z")
    assert (read.last_read_message_index, read.last_read_timestamp) == (3, "2026-03-02T14:08:01Z")
    assert [one.sid for one in made.participants.list()] == [alice.sid, phone.sid]
    assert phone.delete()
    assert [one.sid for one in made.participants.list()] == [alice.sid]


def test_messages(client: Any) -> None:
    made = client.conversations.v1.conversations.create()
    alice = made.participants.create(identity="alice")
    made.participants.create(
        messaging_binding_address=PERSON, messaging_binding_proxy_address=PROXY
    )
    sent = made.messages.create(author="alice", body="Hello", attributes="[]")

    assert {name for name, value in public(sent).items() if value is None} == {
        "media",
        "content_sid",
        "delivery",
    }
    assert (sent.index, sent.participant_sid) == (0, alice.sid)
    assert sent.fetch().delivery["total"] == 1
    assert sent.update(body="Bye").body == "Bye"
    assert made.messages(sent.sid).fetch().body == "Bye"
    for number in range(4):
        made.messages.create(body=str(number))
    newest = made.messages.list(order="desc", limit=2)
    assert [one.index for one in newest] == [4, 3]
    assert sent.delete()
    assert [one.index for one in made.messages.list(page_size=2)] == [1, 2, 3, 4]


@pytest.mark.parametrize("in_service", [False, True])
def test_delivery_receipts(client: Any, in_service: bool) -> None:
    api = client.conversations.v1
    service = api.services.create(friendly_name="one")
    conversations = (api.services(service.sid) if in_service else api).conversations
    made = conversations.create()
    phone = made.participants.create(
        messaging_binding_address=PERSON, messaging_binding_proxy_address=PROXY
    )
    sent = made.messages.create(body="Hello")
    listed = conversations(made.sid).messages(sent.sid).delivery_receipts.list()

    assert None not in public(listed[0]).values()
    assert [one.participant_sid for one in listed] == [phone.sid]
    assert (listed[0].status, listed[0].error_code) == ("delivered", 0)
    fetched = conversations(made.sid).messages(sent.sid).delivery_receipts(listed[0].sid).fetch()
    assert public(fetched) == public(listed[0])
    assert hasattr(fetched, "chat_service_sid") is in_service


def test_webhooks(client: Any) -> None:
    made = client.conversations.v1.conversations.create()
    hook = made.webhooks.create(
        target="webhook",
        configuration_url="https://example.com",
        configuration_method="get",
        configuration_filters=["onMessageAdded", "onConversationRemoved"],
    )

    assert None not in public(hook).values()
    assert hook.configuration["filters"] == ["onMessageAdded", "onConversationRemoved"]
    assert hook.update(configuration_url="https://example.com/2").configuration["url"].endswith("2")
    assert [one.sid for one in made.webhooks.list()] == [hook.sid]
    assert made.webhooks(hook.sid).fetch().target == "webhook"
    assert hook.delete()
    assert made.webhooks.list() == []


def test_services_and_what_is_in_them(client: Any) -> None:
    service = client.conversations.v1.services.create(friendly_name="another")
    inside = client.conversations.v1.services(service.sid)
    made = inside.conversations.create(unique_name="one")
    person = inside.conversations(made.sid).participants.create(identity="alice")
    message = inside.conversations("one").messages.create(body="Hi", author="alice")

    assert None not in public(service).values()
    assert made.chat_service_sid == service.sid
    assert urlsplit(made.url).path == f"/v1/Services/{service.sid}/Conversations/{made.sid}"
    assert message.participant_sid == person.sid
    assert [one.sid for one in inside.conversations.list()] == [made.sid]
    assert [one.body for one in inside.conversations("one").messages.list()] == ["Hi"]
    assert inside.conversations(made.sid).fetch().unique_name == "one"
    assert [one.friendly_name for one in client.conversations.v1.services.list()] == [
        "Default Conversations Service",
        "another",
    ]
    assert client.conversations.v1.services(service.sid).fetch().friendly_name == "another"
    assert service.delete()
    with pytest.raises(TwilioRestException) as raised:
        service.fetch()
    assert code(raised) == (404, 20404)


def test_in_a_service_every_part_of_a_conversation_names_it(client: Any) -> None:
    service = client.conversations.v1.services.create(friendly_name="another")
    inside = client.conversations.v1.services(service.sid).conversations
    made = inside.create()
    person = made.participants.create(identity="alice")
    phone = made.participants.create(
        messaging_binding_address=PERSON, messaging_binding_proxy_address=PROXY
    )
    message = made.messages.create(body="Hi", author="alice")
    hook = made.webhooks.create(
        target="webhook",
        configuration_url="https://example.com",
        configuration_filters=["onMessageAdded"],
    )
    parts = (person, phone, message, hook)

    assert [part.chat_service_sid for part in parts] == [service.sid] * 4
    assert [{name for name, value in public(part).items() if value is None} for part in parts] == [
        {"messaging_binding", "last_read_message_index", "last_read_timestamp"},
        {"identity", "last_read_message_index", "last_read_timestamp"},
        {"media", "content_sid", "delivery"},
        set(),
    ]


def test_the_configuration(client: Any) -> None:
    configuration = client.conversations.v1.configuration()
    changed = configuration.update(default_inactive_timer="PT1M", default_closed_timer="PT10M")

    assert None not in public(changed).values()
    assert public(configuration.fetch()) == public(changed)
    assert set(client.conversations.v1.conversations.create().timers) == {
        "date_inactive",
        "date_closed",
    }


def test_the_webhooks_of_an_account_and_of_a_service(client: Any) -> None:
    service = client.conversations.v1.services.create(friendly_name="one")
    for configuration in (
        client.conversations.v1.configuration,
        client.conversations.v1.services(service.sid).configuration,
    ):
        webhooks = configuration.webhooks()
        changed = webhooks.update(
            pre_webhook_url="https://example.com/pre",
            post_webhook_url="https://example.com/post",
            method="GET",
            filters=["onMessageAdded", "onMessageAdd"],
        )

        assert None not in public(changed).values()
        assert changed.filters == ["onMessageAdded", "onMessageAdd"]
        assert public(webhooks.fetch()) == public(changed)


def test_the_configuration_of_a_service(client: Any) -> None:
    service = client.conversations.v1.services.create(friendly_name="one")
    inside = client.conversations.v1.services(service.sid)
    role = inside.roles.create(
        friendly_name="reader", type="conversation", permission=["leaveConversation"]
    )
    configuration = inside.configuration()
    changed = configuration.update(
        default_conversation_role_sid=role.sid, reachability_enabled=True
    )

    assert None not in public(changed).values()
    assert changed.default_conversation_role_sid == role.sid
    assert public(configuration.fetch()) == public(changed)
    made = inside.conversations.create()
    assert made.participants.create(identity="alice").role_sid == role.sid


def test_address_configurations(client: Any) -> None:
    addresses = client.conversations.v1.address_configurations
    service = client.conversations.v1.services.create(friendly_name="one")
    made = addresses.create(
        type="sms",
        address=PROXY,
        friendly_name="One",
        auto_creation_enabled=True,
        auto_creation_type="webhook",
        auto_creation_conversation_service_sid=service.sid,
        auto_creation_webhook_url="https://example.com",
        auto_creation_webhook_method="post",
        auto_creation_webhook_filters=["onMessageAdded", "onParticipantAdded"],
        address_country="US",
    )

    assert None not in public(made).values()
    assert made.auto_creation == {
        "enabled": True,
        "type": "webhook",
        "conversation_service_sid": service.sid,
        "webhook_url": "https://example.com",
        "webhook_method": "POST",
        "webhook_filters": ["onMessageAdded", "onParticipantAdded"],
    }
    assert public(addresses(PROXY).fetch()) == public(made)
    assert addresses(PROXY).update(friendly_name="Two").friendly_name == "Two"
    assert [one.sid for one in addresses.list(type="sms")] == [made.sid]
    assert addresses.list(type="whatsapp") == []
    with pytest.raises(TwilioRestException) as raised:
        addresses.create(type="sms", address=PROXY)
    assert code(raised) == (409, 20409)
    assert addresses(PROXY).delete()
    assert addresses.list() == []


def test_the_notifications_of_a_service(client: Any) -> None:
    service = client.conversations.v1.services.create(friendly_name="one")
    notifications = client.conversations.v1.services(service.sid).configuration.notifications()
    changed = notifications.update(
        log_enabled=True,
        new_message_enabled=True,
        new_message_template="${MESSAGE}",
        new_message_with_media_enabled=True,
        added_to_conversation_sound="ring",
    )

    assert changed.log_enabled is True
    assert changed.new_message["with_media"] == {"enabled": True}
    assert changed.added_to_conversation == {"enabled": False, "sound": "ring"}
    assert public(notifications.fetch()) == public(changed)


def test_push_credentials(client: Any) -> None:
    credentials = client.conversations.v1.credentials
    made = credentials.create(
        type="apn", friendly_name="One", certificate="c", private_key="k", sandbox=True
    )

    assert None not in public(made).values()
    assert (made.type, made.sandbox) == ("apn", "True")
    assert made.update(friendly_name="Two", secret="s", api_key="k").friendly_name == "Two"
    assert [one.sid for one in credentials.list()] == [made.sid]
    assert credentials(made.sid).fetch().friendly_name == "Two"
    assert made.delete()
    assert credentials.list() == []


def test_push_bindings(client: Any) -> None:
    service = client.conversations.v1.services.create(friendly_name="one")
    bindings = client.conversations.v1.services(service.sid).bindings

    assert bindings.list(binding_type=["apn", "fcm"], identity=["alice"]) == []
    for call in (bindings("BS" + "a" * 32).fetch, bindings("BS" + "a" * 32).delete):
        with pytest.raises(TwilioRestException) as raised:
            call()
        assert code(raised) == (404, 20404)


def test_a_conversation_with_participants(client: Any, clock: Clock) -> None:
    made = client.conversations.v1.conversation_with_participants.create(
        unique_name="one", participant=['{"identity": "alice"}', '{"identity": "bob"}']
    )
    people = client.conversations.v1.conversations(made.sid).participants.list()

    assert made.unique_name == "one"
    assert [person.identity for person in people] == ["alice", "bob"]

    clock.advance(milliseconds=1)
    chat = client.conversations.v1.conversations(made.sid)
    with pytest.raises(TwilioRestException, match="in 'initializing' state") as refused:
        chat.messages.create(body="too early")
    assert (refused.value.status, refused.value.code) == (400, 50386)
    clock.advance(seconds=1)
    assert chat.fetch().state == "active"
    assert chat.messages.create(body="in time").index == 0


def test_the_conversations_of_a_participant(client: Any) -> None:
    made = client.conversations.v1.conversations.create(friendly_name="One", unique_name="one")
    person = made.participants.create(identity="alice")
    found = client.conversations.v1.participant_conversations.list(identity="alice")

    assert {name for name, value in public(found[0]).items() if value is None} == {
        "participant_messaging_binding"
    }
    assert (found[0].conversation_sid, found[0].participant_sid) == (made.sid, person.sid)
    assert found[0].conversation_date_created == START


def test_users(client: Any) -> None:
    users = client.conversations.v1.users
    role = next(one for one in client.conversations.v1.roles.list() if one.type == "service")
    made = users.create(
        identity="Ann & Co <ann@example.com>",
        friendly_name="Ann",
        attributes='{"a": 1}',
        role_sid=role.sid,
        x_twilio_webhook_enabled="true",
    )

    assert {name for name, value in public(made).items() if value is None} == {
        "is_online",
        "is_notifiable",
    }
    assert public(users(made.identity).fetch()) == public(users(made.sid).fetch()) == public(made)
    with pytest.raises(TwilioRestException) as raised:
        users.create(identity=made.identity)
    assert code(raised) == (409, 50201)
    assert made.update(friendly_name="Ann B").friendly_name == "Ann B"
    assert users(made.identity).update(attributes="[]").attributes == "[]"
    assert [one.sid for one in users.stream(page_size=1)] == [made.sid]
    assert made.delete()
    with pytest.raises(TwilioRestException) as raised:
        made.fetch()
    assert code(raised) == (404, 20404)


def test_the_conversations_of_a_user(client: Any) -> None:
    conversation = client.conversations.v1.conversations.create(unique_name="one")
    person = conversation.participants.create(identity="alice")
    for body in ("one", "two", "three"):
        conversation.messages.create(body=body, author="alice")
    user = client.conversations.v1.users("alice").fetch()
    own = user.user_conversations("one").update(
        notification_level="muted", last_read_message_index=0
    )

    assert (own.unread_messages_count, own.notification_level) == (2, "muted")
    assert (own.participant_sid, own.user_sid) == (person.sid, user.sid)
    assert own.date_created == conversation.date_created
    assert conversation.participants(person.sid).fetch().last_read_message_index == 0
    assert person.update(last_read_message_index=2).last_read_message_index == 2
    assert [one.unread_messages_count for one in user.user_conversations.list()] == [0]
    assert public(own.fetch()) == public(user.user_conversations(conversation.sid).fetch())
    assert own.delete()
    assert conversation.participants.list() == user.user_conversations.list() == []


def test_a_user_leaves_all_conversations_when_deleted(client: Any) -> None:
    conversations = client.conversations.v1.conversations
    made = [conversations.create() for _ in range(3)]
    for conversation in made:
        conversation.participants.create(identity="alice")
        conversation.participants.create(identity="bob")

    assert client.conversations.v1.users("alice").delete()
    left = [[one.identity for one in conversation.participants.list()] for conversation in made]
    assert left == [["bob"]] * 3
    assert [one.identity for one in client.conversations.v1.users.list()] == ["bob"]


def test_roles(client: Any) -> None:
    roles = client.conversations.v1.roles
    made = roles.create(
        friendly_name="writer", type="conversation", permission=["sendMessage", "editOwnMessage"]
    )

    assert None not in public(made).values()
    assert made.permissions == ["sendMessage", "editOwnMessage"]
    assert roles(made.sid).update(permission=["leaveConversation"]).permissions == [
        "leaveConversation"
    ]
    assert {one.friendly_name: one.type for one in roles.list()} == {
        "service admin": "service",
        "service user": "service",
        "channel admin": "conversation",
        "channel user": "conversation",
        "writer": "conversation",
    }
    person = client.conversations.v1.conversations.create().participants.create(
        identity="alice", role_sid=made.sid
    )
    with pytest.raises(TwilioRestException) as raised:
        made.delete()
    assert code(raised) == (409, 20409)
    assert person.delete()
    assert made.delete()


def test_users_and_roles_of_a_service(client: Any) -> None:
    service = client.conversations.v1.services.create(friendly_name="another")
    inside = client.conversations.v1.services(service.sid)
    conversation = inside.conversations.create()
    inside.conversations(conversation.sid).participants.create(identity="alice")
    user = inside.users("alice").fetch()
    own = user.user_conversations(conversation.sid).update(last_read_message_index=0)

    assert inside.roles(user.role_sid).fetch().friendly_name == "service user"
    assert {user.chat_service_sid, own.chat_service_sid} == {service.sid}
    assert urlsplit(own.url).path == (
        f"/v1/Services/{service.sid}/Users/{user.sid}/Conversations/{conversation.sid}"
    )
    assert client.conversations.v1.users.list() == []


def test_thousands_are_walked_while_others_come_and_go(client: Any) -> None:
    conversations = client.conversations.v1.conversations
    made = [conversations.create().sid for _ in range(1_000)]
    walked = []
    for place, conversation in enumerate(conversations.stream(page_size=50)):
        walked.append(conversation.sid)
        if place % 50 == 10:
            conversations.create()  # comes first, where the walk has been
            conversations(walked.pop()).delete()

    stayed = {one.sid for one in conversations.list(page_size=100)}
    assert len(walked) == len(set(walked))
    assert set(walked) == stayed & set(made)


def test_pages_are_turned_both_ways(client: Any) -> None:
    conversations = client.conversations.v1.conversations
    for _ in range(5):
        conversations.create()
    first = conversations.page(page_size=2)
    second = first.next_page()
    sids = [[one.sid for one in page] for page in (first, second)]

    assert [one.sid for one in second.previous_page()] == sids[0]
    assert [one.sid for one in second.next_page().previous_page()] == sids[1]


def test_an_edge_is_stayed_on(clock: Clock) -> None:
    http = TwilioHttpClient()
    http.session.mount("https://", FakeAdapter(make_model(clock=clock, sids=SeededSids(1))))
    client = Client(ACCOUNT, "a token", http_client=http, region="ie1", edge="dublin")
    for _ in range(3):
        client.conversations.v1.conversations.create()
    listed = client.conversations.v1.conversations.list(page_size=2)

    assert len(listed) == 3
    assert urlsplit(listed[0].url).hostname == "conversations.dublin.ie1.twilio.com"
