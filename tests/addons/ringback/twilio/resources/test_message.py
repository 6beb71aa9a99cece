import pytest

from tests.support.twilio.caller import ACCOUNT, Caller, Clock
from tests.support.twilio.schemas import schema

MESSAGE = schema("message")


@pytest.fixture
def url(caller: Caller) -> str:
    return f"/Conversations/{caller.create('/Conversations')['sid']}/Messages"


def test_a_message_is_created(caller: Caller, url: str) -> None:
    body = caller.create(url, {"Body": "Hello", "Attributes": '{"a": 1}'})
    own = f"https://conversations.twilio.com/v1{url}/{body['sid']}"

    MESSAGE.validate(body)
    assert list(body.items()) == [
        ("sid", body["sid"]),
        ("account_sid", ACCOUNT),
        ("conversation_sid", url.split("/")[2]),
        ("body", "Hello"),
        ("media", None),
        ("author", "system"),
        ("participant_sid", None),
        ("attributes", '{"a": 1}'),
        ("date_created", "2026-03-02T14:08:01Z"),
        ("date_updated", "2026-03-02T14:08:01Z"),
        ("index", 0),
        ("delivery", None),
        ("content_sid", None),
        ("url", own),
        (
            "links",
            {"delivery_receipts": f"{own}/Receipts", "channel_metadata": f"{own}/ChannelMetadata"},
        ),
    ]


def test_in_a_service_a_message_names_it(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "another"})["sid"]
    conversation = caller.create(f"/Services/{service}/Conversations")["sid"]
    url = f"/Services/{service}/Conversations/{conversation}/Messages"
    body = caller.create(url, {"Body": "Hello"})

    MESSAGE.validate(body)
    assert body["chat_service_sid"] == service
    assert list(body)[:4] == ["sid", "account_sid", "chat_service_sid", "conversation_sid"]
    assert caller.get(url).body["messages"] == [body]


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        ({"Body": "Hi", "Author": "alice"}, {"author": "alice", "participant_sid": None}),
        ({"Body": "Hi", "Author": ""}, {"author": "system"}),
        ({"Body": "Hi", "Subject": "x" * 256}, {"body": "Hi"}),
        ({"Body": "Hi", "DateCreated": "2015-12-16T22:18:37Z"}, {"body": "Hi"}),
        (
            {"MediaSid": "ME" + "a" * 32},
            {
                "body": None,
                "media": [
                    {
                        "sid": "ME" + "a" * 32,
                        "size": 0,
                        "content_type": "application/octet-stream",
                        "filename": None,
                    }
                ],
            },
        ),
        (
            {"ContentSid": "HX" + "a" * 32, "ContentVariables": "{}", "Body": "set aside"},
            {"body": None, "media": None, "content_sid": "HX" + "a" * 32},
        ),
        (
            {"ContentSid": "HX" + "a" * 32, "MediaSid": "ME" + "a" * 32},
            {"body": None, "media": None},
        ),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_parameter_shows(
    caller: Caller, url: str, parameters: dict[str, str], shown: dict[str, object]
) -> None:
    body = caller.create(url, parameters)

    MESSAGE.validate(body)
    assert {key: body[key] for key in shown} == shown


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        ({"Author": "x" * 257, "Body": "Hi"}, (400, 50310)),
        ({"Attributes": "x", "Body": "Hi"}, (400, 50304)),
        ({"Attributes": '"' + "x" * 4_095 + '"', "Body": "Hi"}, (400, 50303)),
        ({"DateCreated": "x", "Body": "Hi"}, (400, 50308)),
        ({"MediaSid": "x"}, (400, 50510)),
        ({"ContentSid": "x"}, (400, 50526)),
        ({"ContentSid": "HX" + "a" * 32, "ContentVariables": "x"}, (400, 50527)),
        ({"ContentSid": "HX" + "a" * 32, "ContentVariables": "[]"}, (400, 50527)),
        ({"Subject": "x" * 257, "Body": "Hi"}, (422, 20422)),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_wrong_value_is_refused(
    caller: Caller, url: str, parameters: dict[str, str], fault: tuple[int, int]
) -> None:
    assert caller.post(url, parameters).fault == fault


def test_indices_rise_and_are_not_reused(caller: Caller, url: str) -> None:
    made = [caller.create(url, {"Body": str(number)}) for number in range(3)]
    caller.delete(f"{url}/{made[2]['sid']}")

    assert [message["index"] for message in made] == [0, 1, 2]
    assert caller.create(url, {"Body": "3"})["index"] == 3


@pytest.mark.parametrize(
    ("order", "bodies"),
    [("", "01234"), ("Order=asc", "01234"), ("Order=desc", "43210"), ("Order=DESC", "43210")],
)
def test_messages_are_listed_by_index(caller: Caller, url: str, order: str, bodies: str) -> None:
    for number in range(5):
        caller.create(url, {"Body": str(number)})
    first = caller.get(f"{url}?PageSize=3&{order}").body
    rest = caller.follow(first["meta"]["next_page_url"]).body

    assert "".join(one["body"] for one in first["messages"] + rest["messages"]) == bodies
    assert rest["meta"]["next_page_url"] is None
    assert first["meta"]["key"] == "messages"


def test_a_page_token_is_a_messages_index(caller: Caller, url: str) -> None:
    for number in range(5):
        caller.create(url, {"Body": str(number)})
    page = caller.get(f"{url}?Page=1&PageToken=PT2").body

    assert [message["index"] for message in page["messages"]] == [3, 4]


def test_an_unknown_order_is_refused(caller: Caller, url: str) -> None:
    assert caller.get(f"{url}?Order=random").fault == (422, 20422)


def test_a_message_is_updated(caller: Caller, url: str, clock: Clock) -> None:
    made = caller.create(url, {"Body": "Hello"})
    clock.advance(seconds=59)
    own = f"{url}/{made['sid']}"
    body = caller.post(own, {"Body": "Bye", "Author": "alice", "Attributes": "[]"}).body

    assert body == made | {
        "body": "Bye",
        "author": "alice",
        "attributes": "[]",
        "date_updated": "2026-03-02T14:09:00Z",
    }
    assert caller.get(own).body == body


def test_an_update_may_leave_the_body_alone(caller: Caller, url: str) -> None:
    made = caller.create(url, {"Body": "Hello"})

    assert caller.post(f"{url}/{made['sid']}", {"Attributes": "[]"}).body["body"] == "Hello"


def test_a_message_is_deleted(caller: Caller, url: str) -> None:
    own = f"{url}/{caller.create(url, {'Body': 'Hello'})['sid']}"

    assert caller.delete(own).status == 204
    assert caller.get(own).fault == (404, 20404)
    assert caller.get(url).body["messages"] == []


def test_messages_of_an_unknown_conversation_are_not_found(caller: Caller) -> None:
    reply = caller.post("/Conversations/CH1/Messages", {"Body": "Hello"})

    assert reply.fault == (404, 20404)
    assert reply.body["message"] == (
        "The requested resource /Conversations/CH1/Messages was not found"
    )
