import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ringback.clock import system_clock
from ringback.journal import Journal, JournalEntry
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Miss, Source
from ringback.webhooks.delivery import State
from ringback_proxy.sessions.clock import Clock
from ringback_proxy.sessions.result import SessionResult
from ringback_proxy.sessions.session import Session
from tests.support.cassettes.exchanges import create, created
from tests.support.process.waiting import until
from tests.support.proxy.flows import ScriptedMode, flow_to
from tests.support.webhooks.receiver import receiving, waits_for
from tests.support.webhooks.requests import webhook

# No test waits that long: it is for a machine under load.
LIMIT = 30.0
HOUR = timedelta(hours=1)
CASSETTE = Path("cassettes/it.yaml")


def make_session(mode: Mode) -> Session:
    return Session("a test", mode, Clock(lambda: datetime(2026, 1, 31, tzinfo=UTC)), (CASSETTE,))


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


def test_the_result_has_what_its_requests_missed() -> None:
    fake = make_session(ScriptedMode(Miss("no")))
    fake.conversations.request(flow_to())
    fake.warnings.append("a warning")

    result = asyncio.run(fake.finish(ended_well=True))

    assert result.missed == ("GET /v1/Conversations",)
    assert result.cassettes == (CASSETTE,)
    assert result.history is not None
    assert result.history.warnings == ("a warning",)


# Webhooks


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
