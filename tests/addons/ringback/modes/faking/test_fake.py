import asyncio
from dataclasses import replace

import pytest

from ringback.http.messages import Headers, Request, Response, request_to
from ringback.modes.faking.fake import FakeMode
from ringback.modes.outcomes import Answer, Forward, Miss, Source
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply
from tests.support.twilio.caller import Clock, authorize
from tests.support.twilio.fake_mode import hooked, post
from tests.support.twilio.models import make_model
from tests.support.twilio.webhooks import PRE_URL


@pytest.fixture
def mode() -> FakeMode:
    return FakeMode(make_model(clock=Clock(), sids=SeededSids(1)))


def request(method: str, path: str) -> Request:
    headers = Headers([("Authorization", authorize())])
    return request_to(method, f"https://conversations.twilio.com{path}", headers)


def test_a_request_is_answered_by_the_fake(mode: FakeMode) -> None:
    decision = mode.decide(request("GET", "/v1/Conversations?Sate=active"))

    assert isinstance(decision, Answer)
    assert decision.source is Source.FAKE
    assert decision.response.status == 200
    assert decision.notes == (
        "'Sate' is not a parameter of this request and is ignored. Did you mean State?",
    )


def test_what_is_not_faked_is_a_miss(mode: FakeMode) -> None:
    decision = mode.decide(request("GET", "/v1/Conversations/CH1/Export"))

    assert isinstance(decision, Miss)
    assert decision.message.startswith(
        "GET /v1/Conversations/{ConversationSid}/Export is not faked"
    )


def test_nothing_ever_leaves_for_twilio(mode: FakeMode) -> None:
    assert mode.name == "fake"
    assert mode.offline


def test_a_world_is_kept_from_one_request_to_the_next(mode: FakeMode) -> None:
    mode.decide(request("POST", "/v1/Conversations"))
    listed = mode.decide(request("GET", "/v1/Conversations"))

    assert isinstance(listed, Answer)
    assert b'"sid": "CH' in listed.response.body


def test_there_is_nothing_to_learn_from_upstream(mode: FakeMode) -> None:
    asyncio.run(mode.on_response(request("GET", "/v1/Conversations"), Response(200), Forward()))

    listed = mode.decide(request("GET", "/v1/Conversations"))
    assert isinstance(listed, Answer)
    assert b'"sid": "CH' not in listed.response.body


def test_an_answer_has_the_webhooks_that_follow_from_it() -> None:
    answer = hooked(Clock()).decide(post("/v1/Conversations"))

    assert isinstance(answer, Answer)
    assert [webhook.event for webhook in answer.webhooks] == ["onConversationAdded"]


@pytest.mark.parametrize(("status", "expected"), [(200, 201), (400, 403)])
@pytest.mark.parametrize("sets_up", [False, True], ids=["request", "set up"])
def test_a_request_may_wait_for_the_application(
    status: int, expected: int, *, sets_up: bool
) -> None:
    mode = hooked(Clock(), pre_url=PRE_URL)
    request = post("/v1/Conversations", b"Sid=CH" + b"a" * 32 if sets_up else b"")

    waiting = mode.state.set_up(request) if sets_up else mode.decide(request)
    assert isinstance(waiting, PreAction)
    answer = waiting.resume(PreActionReply(status))

    assert isinstance(answer, Answer)
    assert answer.response.status == expected
    assert (b"CH" + b"a" * 32 in answer.response.body) is (sets_up and status == 200)


def test_a_large_request_gets_the_same_answer() -> None:
    sent = [
        replace(
            request("POST", "/v1/Conversations"),
            headers=Headers([("Authorization", authorize()), ("Content-Type", content_type)]),
            body=body,
        )
        for content_type, body in (
            ("application/x-www-form-urlencoded", b"FriendlyName=a&FriendlyName=b&X=1"),
            ("multipart/form-data; boundary=X", b'--X\r\nContent-Disposition: form-data; name="X"'),
            ("multipart/form-data; boundary=X", b"none"),
            ("text/plain", b"none"),
        )
    ]

    def make() -> FakeMode:
        return FakeMode(make_model(clock=Clock(), sids=SeededSids(1)))

    for one in sent:
        assert asyncio.run(make().decide_large(one)) == make().decide(one)
