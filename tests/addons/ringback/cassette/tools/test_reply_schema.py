import json
from typing import Any

import pytest

from ringback.cassette.tools.reply_schema import find_violations
from ringback.http.messages import Request, Response, request_to
from tests.support.cassettes.exchanges import ACCOUNT, CONVERSATION, create, reply, request
from tests.support.twilio.conversations import Conversations, conversation

CONVERSATION_REPLY: dict[str, object] = conversation(CONVERSATION, ACCOUNT, {})


def told(sent: Request, response: Response) -> list[str]:
    return list(find_violations(sent, response))


def told_of(**attributes: object) -> list[str]:
    return told(create(), reply(201, {**CONVERSATION_REPLY, **attributes}))


def test_replies_as_twilio_gives_them_are_right() -> None:
    api = Conversations()
    calls = [("POST", ""), ("GET", ""), ("GET", "/CH00000000000000000000000000000000")]
    sid = str(api.answer("POST", "/v1/Conversations", ACCOUNT, b"").body["sid"])  # type: ignore[index]
    calls += [("GET", f"/{sid}"), ("DELETE", f"/{sid}")]
    for method, path in calls:
        answer = api.answer(method, f"/v1/Conversations{path}", ACCOUNT, b"FriendlyName=Ada")
        body = b"" if answer.body is None else json.dumps(answer.body).encode()

        assert (
            told(request(method, f"/v1/Conversations{path}"), Response(answer.status, body=body))
            == []
        )


@pytest.mark.parametrize(
    ("attributes", "departure"),
    [
        ({"sid": "MB" + "0" * 32}, f'sid is "MB{"0" * 32}", not CH and 32 hexadecimal digits'),
        ({"sid": 5}, "sid is 5, not CH and 32 hexadecimal digits"),
        ({"account_sid": "AC1"}, 'account_sid is "AC1", not AC and 32 hexadecimal digits'),
        ({"chat_service_sid": ""}, 'chat_service_sid is "", not IS and 32 hexadecimal digits'),
        ({"messaging_service_sid": "x"}, 'messaging_service_sid is "x", not MG and'),
        ({"attributes": {}}, "attributes is {}, not text that is JSON"),
        ({"attributes": "{"}, 'attributes is "{", not text that is JSON'),
        ({"date_created": "today"}, 'date_created is "today", not a date and time'),
        ({"date_updated": 5}, "date_updated is 5, not a date and time"),
        ({"friendly_name": 5}, "friendly_name is 5, not text"),
        ({"unique_name": []}, "unique_name is [], not text"),
        ({"state": "open"}, 'state is "open", not one of active, inactive, closed, initializing'),
        ({"timers": []}, "timers is [], not an object"),
        ({"links": "x"}, 'links is "x", not an object'),
        ({"url": "/v1"}, 'url is "/v1", not a URL'),
        ({"unique_name": ["é" * 100]}, f'unique_name is ["{"é" * 58}…, not text'),
    ],
    ids=lambda value: "" if isinstance(value, str) else json.dumps(value)[:30],
)
def test_an_attribute_of_another_type_is_a_violation(
    attributes: dict[str, Any], departure: str
) -> None:
    (sentence,) = told_of(**attributes)

    assert sentence.startswith(departure)


def test_attributes_may_be_missing_null_redacted_or_unknown() -> None:
    nulls = dict.fromkeys(CONVERSATION_REPLY)

    assert told(create(), reply(201, {"sid": CONVERSATION})) == []
    assert told_of(**{**nulls, "sid": CONVERSATION}) == []
    assert told_of(friendly_name="REDACTED", sid="REDACTED", colour=5) == []


@pytest.mark.parametrize(
    "document", [{}, {"sid": None}, {"conversations": []}], ids=["nothing", "null", "a list"]
)
@pytest.mark.parametrize("status", [200, 201])
def test_a_resource_without_a_sid_is_a_violation(status: int, document: dict[str, object]) -> None:
    assert told(create(), reply(status, document)) == ["sid is missing"]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/Configuration",
        "/v1/Services/IS1/Users/US1/Conversations/CH1",
        "/v1/Users/ann/Conversations/CH1",
        "/v1/Configuration/Webhooks",
        "/v1/Services/IS1/Configuration/Webhooks",
        "/v1/Conversations/CH1/Messages/IM1/ChannelMetadata",
    ],
)
def test_an_unknown_resource_needs_no_sid(path: str) -> None:
    assert told(request("GET", path), reply(200, {})) == []
    assert told(request("GET", path), reply(200, {"sid": "x"})) == []


@pytest.mark.parametrize(
    ("path", "prefix"),
    [
        ("/v1/Conversations/CH1/Participants", "MB"),
        ("/v1/Conversations/CH1/Messages/IM1", "IM"),
        ("/v1/Conversations/CH1/Webhooks", "WH"),
        ("/v1/Services/IS1/Conversations/CH1", "CH"),
        ("/v1/Services", "IS"),
        ("/v1/Services/IS1/Users/US1", "US"),
        ("/v1/Roles", "RL"),
        ("/v1/ConversationWithParticipants", "CH"),
        ("/v1/Configuration/Addresses", "IG"),
        ("/v1/Configuration/Addresses/IG1", "IG"),
        ("/v1/Credentials/CR1", "CR"),
        ("/v1/Services/IS1/Bindings", "BS"),
        ("/v1/Services/IS1/Conversations/CH1/Messages/IM1/Receipts/DY1", "DY"),
    ],
)
def test_a_records_sid_is_of_its_collection(path: str, prefix: str) -> None:
    sent = request("POST", path)

    assert told(sent, reply(200, {"sid": prefix + "0" * 32})) == []
    assert told(sent, reply(200, {"sid": "XX" + "0" * 32})) == [
        f'sid is "XX{"0" * 32}", not {prefix} and 32 hexadecimal digits'
    ]


@pytest.mark.parametrize(
    "path", ["/v1/Configuration", "/v1/Services/IS1/Configuration", "/v1/Configuration/Webhooks"]
)
def test_the_sids_of_other_resources_are_not_checked(path: str) -> None:
    assert told(request("GET", path), reply(200, {"sid": "x"})) == []


def listed(*items: object, **meta: object) -> Response:
    meta["key"] = meta.get("key", "conversations")
    return reply(200, {"conversations": items, "meta": meta})


def test_the_items_of_a_list_are_checked() -> None:
    sent = request("GET")

    assert told(sent, listed(CONVERSATION_REPLY)) == []
    assert told(sent, listed(CONVERSATION_REPLY, {"state": "x"}, 5)) == [
        'conversations[1].state is "x", not one of active, inactive, closed, initializing',
        "conversations[2] is not an object",
    ]
    assert told(sent, listed(page="x", url=5)) == [
        'meta.page is "x", not a whole number',
        "meta.url is 5, not a URL",
    ]
    assert told(sent, listed(key="services")) == [
        'there is no list "services", which meta.key names'
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/Conversations",
        "/v1/Services/IS1/Conversations/CH1/Messages/",
        "/v1/Users/US1/Conversations",
        "/v1/ParticipantConversations",
        "/v1/Configuration/Addresses",
    ],
)
@pytest.mark.parametrize(
    "document", [{"conversations": []}, {"sid": "x"}, {"meta": None}], ids=["list", "sid", "null"]
)
def test_a_list_without_meta_is_named_as_such(path: str, document: dict[str, object]) -> None:
    assert told(request("GET", path), reply(200, document)) == [
        "there is no meta, which every list has"
    ]


def test_replies_of_other_hosts_are_not_checked() -> None:
    tasks = request_to("GET", "https://taskrouter.twilio.com/v1/Workspaces/WS1/Tasks")

    assert told(tasks, reply(200, {"tasks": []})) == []


def test_an_error_without_a_message_is_a_violation() -> None:
    assert told(create(), reply(404, {"error": "x"})) == [
        "message is missing",
        "status is missing",
    ]
    assert told(create(), reply(404, {"message": None, "status": 404})) == ["message is missing"]


def test_an_error_is_checked() -> None:
    fault = {"code": 20404, "message": "gone", "more_info": "https://x", "status": 404}

    assert told(create(), reply(404, fault)) == []
    assert told(create(), reply(500, {"message": "An error occurred", "status": 500})) == []
    assert told(create(), reply(404, {**fault, "code": "x", "status": 400})) == [
        'code is "x", not a whole number',
        "status is 400, not the reply's status, 404",
    ]
    assert told(create(), reply(404, {**fault, "code": True})) == [
        "code is true, not a whole number"
    ]


@pytest.mark.parametrize(
    ("response", "departure"),
    [
        (Response(200, body=b"<html>"), "the reply is not JSON"),
        (Response(200), "the reply is not JSON"),
        (Response(502, body=b"\xff"), "the reply is not JSON"),
        (Response(200, body=b"[]"), "the reply is not a JSON object"),
        (Response(204, body=b"x"), "a reply with status 204 to POST has a body"),
    ],
)
def test_a_reply_that_is_not_an_object_is_a_violation(response: Response, departure: str) -> None:
    assert told(create(), response) == [departure]


def test_some_replies_have_no_body() -> None:
    assert told(request("DELETE"), Response(204)) == []
    assert told(request("HEAD"), Response(200)) == []
    assert told(create(), Response(307, body=b"{}")) == []


def test_another_api_on_the_same_host_is_not_checked() -> None:
    assert told(request("POST", "/v2/Conversations"), Response(200, body=b"x")) == []
