import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ringback.clock import system_clock
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.pre_action import PreActionReply
from ringback.webhooks.timers import ModeTimers
from tests.support.proxy.flows import ScriptedMode
from tests.support.webhooks.requests import webhook

START = datetime(2026, 1, 31, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Sender:
    """Keeps what it is to send."""

    sent: list[WebhookRequest] = field(default_factory=list)
    has_sent: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, webhooks: Sequence[WebhookRequest]) -> None:
        self.sent += webhooks
        self.has_sent.set()

    async def ask(self, webhook: WebhookRequest) -> PreActionReply:
        raise NotImplementedError

    @property
    def bodies(self) -> list[str]:
        return [dict(one.parameters)["Body"] for one in self.sent]


@dataclass
class StoppedClock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


def mode_with(*dues: datetime) -> ScriptedMode:
    return ScriptedMode(timers=[(due, webhook(body=due.isoformat())) for due in dues])


def test_what_is_due_is_sent_in_the_order_of_its_times() -> None:
    mode, sender, clock = mode_with(START + 2 * HOUR, START + HOUR), Sender(), StoppedClock()
    timers = ModeTimers(mode, clock, sender, lambda: False)
    timers.check()
    assert sender.sent == []

    clock.now = START + 3 * HOUR
    timers.clock_changed()
    timers.clock_changed()

    assert sender.bodies == [(START + HOUR).isoformat(), (START + 2 * HOUR).isoformat()]


def test_a_clock_that_runs_wakes_up() -> None:
    async def scenario() -> Sender:
        mode, sender = mode_with(system_clock() + timedelta(milliseconds=50)), Sender()
        timers = ModeTimers(mode, system_clock, sender)
        timers.check()
        assert sender.sent == []
        await asyncio.wait_for(sender.has_sent.wait(), 30)
        assert mode.timers == []
        return sender

    assert len(asyncio.run(scenario()).sent) == 1


def test_a_nearer_timer_is_waited_for_instead() -> None:
    async def scenario() -> Sender:
        mode, sender = mode_with(system_clock() + HOUR), Sender()
        timers = ModeTimers(mode, system_clock, sender)
        timers.check()
        mode.timers.append((system_clock() + timedelta(milliseconds=50), webhook(body="near")))
        timers.check()
        await asyncio.wait_for(sender.has_sent.wait(), 30)
        timers.stop()
        return sender

    assert asyncio.run(scenario()).bodies == ["near"]


def test_stopped_ones_wake_up_no_more() -> None:
    async def scenario() -> Sender:
        sender, later = Sender(), Sender()
        soon = system_clock() + timedelta(milliseconds=50)
        timers = ModeTimers(mode_with(soon), system_clock, sender)
        timers.check()
        timers.stop()
        ModeTimers(mode_with(soon + timedelta(milliseconds=50)), system_clock, later).check()
        await asyncio.wait_for(later.has_sent.wait(), 30)
        return sender

    assert asyncio.run(scenario()).sent == []


def test_a_stopped_clock_schedules_nothing() -> None:
    # There is no loop here: scheduling would fail.
    timers = ModeTimers(mode_with(START + HOUR), StoppedClock(), Sender(), lambda: False)
    timers.check()


def test_without_timers_there_is_nothing_to_do() -> None:
    ModeTimers(mode_with(), StoppedClock(), Sender()).check()
