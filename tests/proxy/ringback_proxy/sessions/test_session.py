import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Cassette, Library, Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.clock import system_clock
from ringback.errors import UsageError
from ringback.http.messages import Response
from ringback.journal import Journal, JournalEntry, make_entry
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Answer, Miss, Outcome, Source
from ringback.modes.replaying.replay import ReplayMode
from ringback.twilio.webhooks.inbound_message import (
    DeliveryReply,
    DeliveryUpdate,
    InboundMessage,
    InboundReply,
)
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply
from ringback.webhooks.delivery import State
from ringback_proxy.sessions.clock import Clock
from ringback_proxy.sessions.result import SessionResult, UnplayedRecording
from ringback_proxy.sessions.session import Session
from tests.support.cassettes.exchanges import create, created, request
from tests.support.process.waiting import until
from tests.support.proxy.flows import CREATED, ScriptedMode, flow_to
from tests.support.webhooks.receiver import receiving, status, waits_for
from tests.support.webhooks.requests import webhook

# No test waits that long: it is for a machine under load.
LIMIT = 30.0
HOUR = timedelta(hours=1)
CASSETTE = Path("cassettes/it.yaml")


def make_session(mode: Mode) -> Session:
    return Session("a test", mode, Clock(lambda: datetime(2026, 1, 31, tzinfo=UTC)), (CASSETTE,))


@pytest.fixture
def replaying() -> Session:
    recording = Recording(create(), created(), CASSETTE, 1, 3)
    library = Library((Cassette(CASSETTE, (recording,)),))
    return make_session(ReplayMode(library, Matching(("method", "path")), Redactor()))


@pytest.mark.parametrize(
    "offline", [pytest.param(True, id="offline"), pytest.param(False, id="forwarding")]
)
def test_only_a_mode_that_is_not_offline_has_a_forwarder(offline: bool) -> None:
    conversations = make_session(ScriptedMode(offline=offline)).conversations

    assert (conversations.forwarder is None) is offline


def test_entries_are_returned_from_a_number_on() -> None:
    fake = make_session(ScriptedMode())
    entries = [JournalEntry(create(Name=str(n)), created(), Source.FAKE, 0.0) for n in range(3)]
    for entry in entries:
        fake.journal.add(entry)
    assert fake.entries(0) == tuple(entries)
    assert fake.entries(2) == tuple(entries[2:])


def test_set_up_requests_are_not_in_the_journal() -> None:
    fake = make_session(ScriptedMode(name="fake"))
    assert asyncio.run(fake.perform(create())).status == 201
    assert fake.entries(0) == ()


def test_a_replay_has_no_state(replaying: Session) -> None:
    with pytest.raises(UsageError, match="this test is in replay mode; mark it with"):
        asyncio.run(replaying.perform(create()))


def test_set_up_requests_that_are_not_faked_are_refused() -> None:
    fake = make_session(ScriptedMode(Miss("no"), name="fake"))
    with pytest.raises(UsageError, match="GET /v1/Roles is not faked"):
        asyncio.run(fake.perform(request("GET", "/v1/Roles")))


def test_unplayed_recordings_are_part_of_the_outcome(replaying: Session) -> None:
    assert asyncio.run(replaying.finish(ended_well=True)) == SessionResult(
        ("0 of 1 recordings played", "never played: it.yaml #1"),
        (CASSETTE,),
        (UnplayedRecording(CASSETTE, 1),),
    )


def test_an_unknown_parameter_is_part_of_the_outcome(replaying: Session) -> None:
    entry = make_entry(create(FriendlyNmae="x"), replace(CREATED, source=Source.CASSETTE), 0.1)
    for _ in range(2):
        replaying.journal.add(entry)
    (one,) = asyncio.run(replaying.finish(ended_well=True)).unknown_parameters
    assert one == (
        "POST /v1/Conversations: 'FriendlyNmae' is not a parameter of this request and is "
        "ignored. Did you mean FriendlyName?"
    )


def test_a_fake_leaves_nothing_unplayed() -> None:
    fake = make_session(ScriptedMode())
    assert asyncio.run(fake.finish(ended_well=True)).unplayed == ()


# Webhooks


def test_the_webhooks_of_an_answer_are_sent_also_of_a_set_up_request() -> None:
    async def scenario() -> list[str | None]:
        async with receiving() as receiver:
            answer = replace(CREATED, webhooks=(webhook(receiver.url, body="1"),))
            session = make_session(ScriptedMode(answer, name="fake"))
            await session.perform(create())
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
            return (await session.perform(create())).status

    assert asyncio.run(scenario()) == 403


def test_the_webhooks_of_an_inbound_message_and_of_receipts_are_sent() -> None:
    async def scenario() -> list[str | None]:
        async with receiving() as receiver:
            inbound = InboundReply(True, webhooks=(webhook(receiver.url, body="in"),))
            receipts = DeliveryReply((), (webhook(receiver.url, body="out"),))
            session = make_session(ScriptedMode(inbound=inbound, delivered=receipts))
            reply = await session.receive_message(InboundMessage("+15550001111", "+15550002222"))
            assert reply is inbound
            assert await session.deliver(DeliveryUpdate("IM1", "read")) is receipts
            assert await session.webhooks.drain(LIMIT)
            return receiver.bodies()

    assert asyncio.run(scenario()) == ["in", "out"]


def test_only_a_fake_receives_messages_and_has_receipts(replaying: Session) -> None:
    with pytest.raises(UsageError, match="only the fake has a state"):
        asyncio.run(replaying.receive_message(InboundMessage("+15550001111", "+15550002222")))
    with pytest.raises(UsageError, match="only the fake has a state"):
        asyncio.run(replaying.deliver(DeliveryUpdate("IM1", "read")))


def test_timers_fire_when_the_clock_passes_them() -> None:
    async def scenario() -> list[str | None]:
        async with receiving() as receiver:
            mode = ScriptedMode()
            session = make_session(mode)
            session.clock.stop()
            mode.timers = [(session.clock() + HOUR, webhook(receiver.url, body="closed"))]
            session.timers.clock_changed()
            assert session.webhooks.waiting == 0
            session.clock.advance(2 * HOUR)
            session.timers.clock_changed()
            assert await session.webhooks.drain(LIMIT)
            return receiver.bodies()

    assert asyncio.run(scenario()) == ["closed"]


def test_an_exchange_schedules_the_timers_that_it_has_set() -> None:
    async def scenario() -> list[str | None]:
        async with receiving() as receiver:
            mode = ScriptedMode()
            session = Session("a test", mode, Clock(system_clock))
            due = session.clock() + timedelta(milliseconds=50)
            mode.timers = [(due, webhook(receiver.url, body="closed"))]
            session.conversations.request(flow_to())
            await until(lambda: receiver.received)
            return receiver.bodies()

    assert asyncio.run(scenario()) == ["closed"]


def test_what_is_not_delivered_at_the_end_is_dropped_and_counted() -> None:
    async def scenario() -> tuple[SessionResult, list[State]]:
        never = asyncio.Event()
        async with receiving(waits_for(never)) as receiver:
            session = make_session(ScriptedMode())
            session.webhooks.send([webhook(receiver.url), webhook(receiver.url)])
            await until(lambda: receiver.received)
            session.close("it has ended", Journal())
            never.set()
            result = await session.finish(ended_well=True)
            return result, [one.state for one in session.webhooks.log]

    result, states = asyncio.run(scenario())
    assert result.summary == ("webhooks not delivered when the session ended: 2",)
    assert states == [State.DROPPED, State.DROPPED]


def test_a_reset_forgets_the_webhooks() -> None:
    async def scenario() -> Session:
        session = make_session(ScriptedMode())
        session.webhooks.send([webhook("http://127.0.0.1:9/"), webhook("https://example.com/")])
        session.clear()
        return session

    session = asyncio.run(scenario())
    assert list(session.webhooks.log) == []
    assert session.webhooks.waiting == 0
