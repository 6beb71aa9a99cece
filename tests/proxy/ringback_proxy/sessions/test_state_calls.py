import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ringback.errors import UsageError
from ringback.http.messages import Response
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Answer, Miss, Outcome
from ringback.twilio.webhooks.inbound_message import (
    DeliveryReply,
    DeliveryUpdate,
    InboundMessage,
    InboundReply,
)
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply
from ringback_proxy.sessions import state_calls
from ringback_proxy.sessions.clock import Clock
from ringback_proxy.sessions.session import Session
from tests.support.cassettes.exchanges import create, request
from tests.support.proxy.flows import CREATED, ScriptedMode, flow_to
from tests.support.webhooks.receiver import receiving, status
from tests.support.webhooks.requests import webhook

# No test waits that long: it is for a machine under load.
LIMIT = 30.0
HOUR = timedelta(hours=1)
CASSETTE = Path("cassettes/it.yaml")


def make_session(mode: Mode) -> Session:
    return Session("a test", mode, Clock(lambda: datetime(2026, 1, 31, tzinfo=UTC)))


@pytest.fixture
def replaying() -> Session:
    mode = ScriptedMode(name="replay")
    mode.state = None
    return make_session(mode)


def test_set_up_requests_are_not_in_the_journal() -> None:
    fake = make_session(ScriptedMode(name="fake"))
    assert asyncio.run(state_calls.perform(fake, create())).status == 201
    assert fake.entries(0) == ()


def test_a_replay_has_no_state(replaying: Session) -> None:
    with pytest.raises(UsageError, match="this test is in replay mode; mark it with"):
        asyncio.run(state_calls.perform(replaying, create()))


def test_set_up_requests_that_are_not_faked_are_refused() -> None:
    fake = make_session(ScriptedMode(Miss("no"), name="fake"))
    with pytest.raises(UsageError, match="GET /v1/Roles is not faked"):
        asyncio.run(state_calls.perform(fake, request("GET", "/v1/Roles")))


def test_the_webhooks_of_an_answer_are_sent_also_of_a_set_up_request() -> None:
    async def scenario() -> list[str | None]:
        async with receiving() as receiver:
            answer = replace(CREATED, webhooks=(webhook(receiver.url, body="1"),))
            session = make_session(ScriptedMode(answer, name="fake"))
            await state_calls.perform(session, create())
            flow = flow_to()
            session.conversations.request(flow)
            assert flow.response is not None
            assert receiver.received == []
            assert await session.webhooks.drain(LIMIT)
            return receiver.bodies()

    assert asyncio.run(scenario()) == ["1", "1"]


def test_a_set_up_request_waits_for_the_reply_to_a_pre_action_webhook() -> None:
    async def scenario() -> int:
        async with receiving(status(403)) as receiver:

            def resume(reply: PreActionReply) -> Answer:
                return replace(CREATED, response=Response(reply.status or 0))

            waiting: PreAction[Outcome] = PreAction(webhook(receiver.url), resume)
            session = make_session(ScriptedMode(waiting, name="fake"))
            return (await state_calls.perform(session, create())).status

    assert asyncio.run(scenario()) == 403


def test_the_webhooks_of_an_inbound_message_and_of_receipts_are_sent() -> None:
    async def scenario() -> list[str | None]:
        async with receiving() as receiver:
            inbound = InboundReply(True, webhooks=(webhook(receiver.url, body="in"),))
            receipts = DeliveryReply((), (webhook(receiver.url, body="out"),))
            session = make_session(ScriptedMode(inbound=inbound, delivered=receipts))
            reply = await state_calls.receive_message(
                session, InboundMessage("+15550001111", "+15550002222")
            )
            assert reply is inbound
            assert await state_calls.deliver(session, DeliveryUpdate("IM1", "read")) is receipts
            assert await session.webhooks.drain(LIMIT)
            return receiver.bodies()

    assert asyncio.run(scenario()) == ["in", "out"]


def test_only_a_fake_receives_messages_and_has_receipts(replaying: Session) -> None:
    with pytest.raises(UsageError, match="only the fake has a state"):
        asyncio.run(
            state_calls.receive_message(replaying, InboundMessage("+15550001111", "+15550002222"))
        )
    with pytest.raises(UsageError, match="only the fake has a state"):
        asyncio.run(state_calls.deliver(replaying, DeliveryUpdate("IM1", "read")))
