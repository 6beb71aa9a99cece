import pytest

from tests.support.twilio.caller import ACCOUNT, Caller, Clock
from tests.support.twilio.schemas import schema

ITEM = schema("user_conversation")
URL = "https://conversations.twilio.com/v1"


@pytest.fixture
def conversation(caller: Caller) -> str:
    """Return the path of a conversation with ann and four messages."""
    path = f"/Conversations/{caller.create('/Conversations', {'UniqueName': 'one'})['sid']}"
    caller.create(f"{path}/Participants", {"Identity": "ann"})
    for number in range(4):
        caller.create(f"{path}/Messages", {"Body": str(number)})
    return path


def test_a_users_conversation_shows_the_user_and_the_conversation(
    caller: Caller, conversation: str
) -> None:
    body = caller.get("/Users/ann/Conversations/one").body
    made, user = caller.get(conversation).body, caller.get("/Users/ann").body
    participant = caller.get(f"{conversation}/Participants/ann").body

    ITEM.validate(body)
    assert list(body.items()) == [
        ("account_sid", ACCOUNT),
        ("chat_service_sid", made["chat_service_sid"]),
        ("conversation_sid", made["sid"]),
        ("unread_messages_count", None),
        ("last_read_message_index", None),
        ("participant_sid", participant["sid"]),
        ("user_sid", user["sid"]),
        ("friendly_name", None),
        ("conversation_state", "active"),
        ("timers", {}),
        ("attributes", "{}"),
        ("date_created", made["date_created"]),
        ("date_updated", made["date_updated"]),
        ("created_by", "system"),
        ("notification_level", "default"),
        ("unique_name", "one"),
        ("url", f"{URL}/Users/{user['sid']}/Conversations/{made['sid']}"),
        ("links", {"participant": participant["url"], "conversation": made["url"]}),
    ]
    assert caller.follow(body["url"]).body == body
    assert caller.follow(body["links"]["participant"]).body == participant


@pytest.mark.parametrize("operation", ["GET", "POST"])
def test_user_and_conversation_are_named_by_sid_or_by_name(
    caller: Caller, conversation: str, operation: str
) -> None:
    sid = caller.get("/Users/ann").body["sid"]
    replies = [
        caller.send(operation, f"/v1/Users/{user}{name}").body["conversation_sid"]
        for user in ("ann", sid)
        for name in (conversation, "/Conversations/one")
    ]

    assert set(replies) == {conversation.removeprefix("/Conversations/")}


def test_in_a_service_all_links_lead_through_it(caller: Caller) -> None:
    service = f"/Services/{caller.create('/Services', {'FriendlyName': 'x'})['sid']}"
    made = caller.create(f"{service}/Conversations")
    caller.create(f"{service}/Conversations/{made['sid']}/Participants", {"Identity": "ann"})
    body = caller.get(f"{service}/Users/ann/Conversations").body["conversations"][0]

    ITEM.validate(body)
    for url in (body["url"], *body["links"].values()):
        assert url.startswith(f"{URL}{service}/")
        assert caller.follow(url).status == 200
    assert caller.get("/Users/ann/Conversations").fault == (404, 20404)


@pytest.mark.parametrize(
    ("index", "unread"), [("0", 3), ("2", 1), ("3", 0), ("99", 0), ("null", None), ("", None)]
)
def test_what_is_unread_comes_after_the_last_read_message(
    caller: Caller, conversation: str, index: str, unread: int | None
) -> None:
    body = caller.post("/Users/ann/Conversations/one", {"LastReadMessageIndex": index}).body

    ITEM.validate(body)
    assert body["unread_messages_count"] == unread
    assert body["last_read_message_index"] == (int(index) if index.isdigit() else None)


def test_messages_that_are_added_and_deleted_change_what_is_unread(
    caller: Caller, conversation: str
) -> None:
    messages = caller.get(f"{conversation}/Messages").body["messages"]
    own = "/Users/ann/Conversations/one"
    caller.post(own, {"LastReadMessageIndex": "1"})
    for position in (0, 2):
        caller.delete(f"{conversation}/Messages/{messages[position]['sid']}")
    assert caller.get(own).body["unread_messages_count"] == 1
    caller.create(f"{conversation}/Messages", {"Body": "another"})
    assert caller.get(own).body["unread_messages_count"] == 2


def test_a_level_is_set(caller: Caller, conversation: str) -> None:
    own = "/Users/ann/Conversations/one"

    assert caller.post(own, {"NotificationLevel": "muted"}).body["notification_level"] == "muted"
    assert caller.get(own).body["notification_level"] == "muted"
    assert caller.post(own, {"LastReadMessageIndex": "0"}).body["notification_level"] == "muted"
    assert caller.post(own, {"NotificationLevel": "default"}).body["notification_level"] == (
        "default"
    )


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"NotificationLevel": "loud"}, 50210),
        ({"NotificationLevel": ""}, 50210),
        ({"LastReadMessageIndex": "x"}, 50421),
        ({"LastReadMessageIndex": "-1"}, 50421),
        ({"LastReadTimestamp": "x"}, 50405),
    ],
)
def test_a_wrong_update_is_refused(
    caller: Caller, conversation: str, parameters: dict[str, str], code: int
) -> None:
    before = caller.get("/Users/ann/Conversations/one").body

    assert caller.post("/Users/ann/Conversations/one", parameters).fault == (400, code)
    assert caller.get("/Users/ann/Conversations/one").body == before


def test_the_latest_come_first_and_page_by_page(caller: Caller, clock: Clock) -> None:
    sids = []
    for _ in range(3):
        sids.append(caller.create("/Conversations")["sid"])
        caller.create(f"/Conversations/{sids[-1]}/Participants", {"Identity": "ann"})
        clock.advance(seconds=1)
    first = caller.get("/Users/ann/Conversations?PageSize=2").body
    rest = caller.follow(first["meta"]["next_page_url"]).body

    listed = first["conversations"] + rest["conversations"]
    assert [one["conversation_sid"] for one in listed] == sids[::-1]
    assert (list(first), first["meta"]["key"]) == (["conversations", "meta"], "conversations")
    assert caller.get("/Users/ann/Conversations?PageSize=99").body["meta"]["page_size"] == 50


@pytest.mark.parametrize("path", ["ann/Conversations/two", "bob/Conversations/one"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_conversation_that_the_user_is_not_in_is_not_found(
    caller: Caller, conversation: str, method: str, path: str
) -> None:
    caller.create("/Users", {"Identity": "bob"})
    caller.create("/Conversations", {"UniqueName": "two"})

    assert caller.send(method, f"/v1/Users/{path}").fault == (404, 20404)
    assert caller.get("/Users/ann/Conversations/one").status == 200


def test_nobody_can_be_added_by_the_user(caller: Caller, conversation: str) -> None:
    assert caller.post("/Users/ann/Conversations").fault == (405, 20004)
