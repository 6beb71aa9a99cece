"""Actions that wait for the application's reply, and what comes of them."""

import json

import pytest

from ringback.twilio.webhooks.pre_action import PreActionReply
from tests.support.twilio.caller import ACCOUNT, Parameters
from tests.support.twilio.webhooks import (
    PRE_URL,
    URL,
    Configure,
    WebhookCaller,
    parameters_of,
    reply_with,
)

REJECTED = PreActionReply(403)


@pytest.fixture
def conversation(asking: WebhookCaller) -> str:
    """Return the path of a conversation, which was accepted."""
    sid = asking.create("/Conversations", {"FriendlyName": "Ada"})
    asking.asked.clear()
    asking.take()
    return f"/Conversations/{sid}"


def test_a_new_conversation_waits_without_a_sid_and_dates(asking: WebhookCaller) -> None:
    asking.create("/Conversations", {"FriendlyName": "Ada"})

    (webhook,) = asking.asked
    reported = parameters_of(webhook)
    assert webhook.target.url == PRE_URL
    assert webhook.retries == 0
    assert webhook.auth_token == "a token"
    assert reported.pop("ChatServiceSid").startswith("IS")
    assert reported.pop("MessagingServiceSid").startswith("MG")
    assert reported == {
        "AccountSid": ACCOUNT,
        "EventType": "onConversationAdd",
        "Source": "API",
        "FriendlyName": "Ada",
        "Attributes": "{}",
        "State": "active",
    }
    assert asking.events == ["onConversationAdded"]


def test_a_reply_changes_the_conversation(asking: WebhookCaller) -> None:
    asking.replies["onConversationAdd"] = reply_with({"friendly_name": "Bob", "attributes": "[1]"})

    made = asking.post("/Conversations", {"FriendlyName": "Ada", "UniqueName": "one"}).body

    assert (made["friendly_name"], made["attributes"]) == ("Bob", "[1]")
    assert made["unique_name"] == "one"
    assert parameters_of(asking.sent[0])["FriendlyName"] == "Bob"


def test_a_changed_value_is_checked_like_a_request(asking: WebhookCaller) -> None:
    asking.replies["onConversationAdd"] = reply_with({"attributes": "no JSON"})

    assert asking.post("/Conversations").fault == (400, 50304)
    assert asking.sent == []
    assert asking.send("GET", "/Conversations").body["conversations"] == []


@pytest.mark.parametrize(
    ("status", "fault"),
    [pytest.param(400, (403, 50056), id="4xx"), pytest.param(503, (403, 50057), id="5xx")],
)
def test_a_rejected_conversation_does_not_exist(
    asking: WebhookCaller, status: int, fault: tuple[int, int]
) -> None:
    asking.replies["onConversationAdd"] = PreActionReply(status)

    assert asking.post("/Conversations", {"UniqueName": "one"}).fault == fault
    assert asking.sent == []
    assert asking.send("GET", "/Conversations/one").status == 404


def test_without_a_reply_nothing_is_changed(asking: WebhookCaller) -> None:
    asking.replies["onConversationAdd"] = PreActionReply(None)

    reply = asking.post("/Conversations", {"FriendlyName": "Ada"})

    assert (reply.status, reply.body["friendly_name"]) == (201, "Ada")
    assert reply.notes == ("No reply to onConversationAdd came in time: nothing is changed.",)


@pytest.mark.parametrize(
    ("method", "path", "form", "event"),
    [
        pytest.param("POST", "", {"FriendlyName": "B"}, "onConversationUpdate", id="update"),
        pytest.param("DELETE", "", {}, "onConversationRemove", id="remove"),
        pytest.param("POST", "/Messages", {"Body": "hi"}, "onMessageAdd", id="message"),
        pytest.param(
            "POST", "/Participants", {"Identity": "bob"}, "onParticipantAdd", id="participant"
        ),
    ],
)
def test_an_action_in_a_conversation_can_be_rejected(
    asking: WebhookCaller, conversation: str, method: str, path: str, form: Parameters, event: str
) -> None:
    asking.replies[event] = REJECTED

    assert asking.send(method, conversation + path, form).fault == (403, 50056)

    (webhook,) = asking.asked
    assert (webhook.event, asking.sent) == (event, [])
    assert f"/Conversations/{webhook.conversation_sid}" == conversation
    assert asking.send("GET", conversation).body["friendly_name"] == "Ada"
    if path:
        key = path.removeprefix("/").lower()
        assert asking.send("GET", conversation + path).body[key] == []


def test_the_changes_and_removals_of_children_wait_as_well(
    asking: WebhookCaller, conversation: str
) -> None:
    message = asking.create(f"{conversation}/Messages", {"Body": "hi"})
    participant = asking.create(f"{conversation}/Participants", {"Identity": "ada"})
    asking.asked.clear()
    for path in (f"/Messages/{message}", f"/Participants/{participant}"):
        asking.post(conversation + path, {"Attributes": "[1]"})
        asking.send("DELETE", conversation + path)
    asking.post("/Users/ada", {"FriendlyName": "Ada"})

    assert [webhook.event for webhook in asking.asked] == [
        "onMessageUpdate",
        "onMessageRemove",
        "onParticipantUpdate",
        "onParticipantRemove",
        "onUserUpdate",
    ]
    assert all(parameters_of(one)["Attributes"] == "[1]" for one in asking.asked[:4])


def test_a_message_is_reported_as_it_would_be(asking: WebhookCaller, conversation: str) -> None:
    writer = asking.create(f"{conversation}/Participants", {"Identity": "ada"})
    asking.asked.clear()
    asking.replies["onMessageAdd"] = reply_with({"body": "changed", "author": "nobody"})

    made = asking.post(f"{conversation}/Messages", {"Author": "ada", "Body": "hi"}).body

    reported = parameters_of(asking.asked[0])
    assert (reported["Body"], reported["Author"], reported["ParticipantSid"]) == (
        "hi",
        "ada",
        writer,
    )
    assert {"MessageSid", "Index", "DateCreated"}.isdisjoint(reported)
    assert (made["body"], made["author"], made["participant_sid"]) == ("changed", "nobody", None)


@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        pytest.param("POST", "/Conversations", {"State": "closed"}, id="a wrong value"),
        pytest.param("POST", "/Conversations/CH1/Messages", {"Body": "hi"}, id="nothing there"),
        pytest.param("DELETE", "/Conversations/CH1", {}, id="nothing to remove"),
        pytest.param(
            "POST", "/ConversationWithParticipants", {"Participant": "{}"}, id="a participant"
        ),
    ],
)
def test_what_is_refused_anyway_does_not_wait(
    asking: WebhookCaller, method: str, path: str, form: Parameters
) -> None:
    assert asking.send(method, path, form).status >= 400
    assert asking.asked == []


def test_a_conversation_with_participants_waits_for_the_conversation(
    asking: WebhookCaller,
) -> None:
    asking.replies["onConversationAdd"] = reply_with({"friendly_name": "Bob"})

    form = {"Participant": json.dumps({"identity": "ada"})}
    reply = asking.post("/ConversationWithParticipants", form)

    assert [webhook.event for webhook in asking.asked] == ["onConversationAdd"]
    assert (reply.status, reply.body["friendly_name"]) == (202, "Bob")


def test_a_request_that_asks_for_no_webhooks_does_not_wait(asking: WebhookCaller) -> None:
    assert asking.post("/Conversations", header=None).status == 201
    assert asking.asked == []


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"post_url": URL}, id="no url"),
        pytest.param({"pre_url": PRE_URL, "filters": ("onMessageAdd",)}, id="another event"),
        pytest.param({"pre_url": PRE_URL, "sent": "off"}, id="off"),
    ],
)
def test_nothing_waits_for_what_is_not_wanted(
    configure: Configure, settings: dict[str, object]
) -> None:
    caller = configure(**settings)

    assert caller.post("/Conversations").status == 201
    assert caller.asked == []


def test_a_service_with_its_own_webhooks_is_asked_itself(asking: WebhookCaller) -> None:
    service = asking.post("/Services", {"FriendlyName": "one"}).body["sid"]
    own = "http://127.0.0.1/own"
    asking.post(f"/Services/{service}/Configuration/Webhooks", {"PreWebhookUrl": own})

    asking.create(f"/Services/{service}/Conversations")

    assert [(one.target.kind, one.target.url) for one in asking.asked] == [("service", own)]


def test_a_note_on_an_adopted_service_survives_the_wait(asking: WebhookCaller) -> None:
    reply = asking.post(f"/Services/IS{'a' * 32}/Conversations")

    assert reply.status == 201
    assert [note for note in reply.notes if "adopted" in note]


def test_a_note_on_what_does_not_exist_is_there_once(asking: WebhookCaller) -> None:
    reply = asking.post("/Services/one/Conversations")

    assert reply.status == 404
    assert len(reply.notes) == 1


def test_what_has_changed_during_the_wait_counts(asking: WebhookCaller, conversation: str) -> None:
    api = asking.caller.api
    waiting = asking.caller.answer("POST", f"/v1{conversation}/Messages", b"Body=hi", *_asks())
    asking.send("DELETE", conversation)

    settled = asking.settle(waiting)

    assert getattr(settled, "response").status == 404  # noqa: B009 - of either kind of answer
    assert api.next_timer() is None


def _asks() -> tuple[tuple[str, str], ...]:
    form = ("Content-Type", "application/x-www-form-urlencoded")
    return form, ("X-Twilio-Webhook-Enabled", "true")
