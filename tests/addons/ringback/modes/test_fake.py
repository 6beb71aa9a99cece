import asyncio

import pytest

from ringback.http.messages import Headers, Request, Response, request_to
from ringback.modes.base import Answer, Forward, Miss, Source
from ringback.modes.fake import FakeMode
from ringback.twilio.api import TwilioApi
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import Caller, Clock

API = TwilioApi(clock=Clock(), sids=SeededSids(1))


@pytest.fixture
def mode() -> FakeMode:
    return FakeMode(TwilioApi(clock=Clock(), sids=SeededSids(1)))


def request(method: str, path: str) -> Request:
    headers = Headers([("Authorization", Caller(API).authorization)])
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
