"""Timers of a mode: what it does by itself, once its clock gets there."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from ringback.errors import RingbackError
from ringback.modes.mode import Mode
from ringback.modes.state import ModeState
from ringback.twilio.webhooks.pre_action import WebhookSender

# In seconds: the loop's clock and the system's differ a little, and no wake-up is days away.
_SHORTEST, _LONGEST = 0.01, 86_400.0
# Until the next look at a state that could not be used.
_PAUSE = timedelta(seconds=1)


def _runs() -> bool:
    return True


class ModeTimers:
    """Sends the webhooks of a mode's timers when they are due by `clock`.

    `runs` returns whether the clock runs by itself; a stopped one gets there by `clock_changed`.
    """

    def __init__(
        self,
        mode: Mode,
        clock: Callable[[], datetime],
        sender: WebhookSender,
        runs: Callable[[], bool] = _runs,
    ) -> None:
        self._mode = mode
        self._clock = clock
        self._sender = sender
        self._runs = runs
        self._firing: asyncio.Task[None] | None = None
        self._due: datetime | None = None  # what the wake-up is for
        self._wake_up: asyncio.TimerHandle | None = None

    def check(self) -> None:
        """Fire what is due, and wake up for what is next."""
        state = self._mode.state
        due = None if state is None else state.next_timer()
        if state is None or due is None:
            self.stop()
            return
        now = self._clock()
        if due <= now:
            if state.waits:
                self._fire_later(state)
                return
            self._sender.send(state.fire_timers(now))
            due = state.next_timer()
        if due != self._due:
            self._schedule(due, now)

    def _fire_later(self, state: ModeState) -> None:
        """Fire what is due in the state's own time, and then look again; one at a time."""
        if self._firing is None or self._firing.done():
            self._firing = asyncio.get_running_loop().create_task(self._fire(state))

    async def _fire(self, state: ModeState) -> None:
        try:
            fired = await state.run(lambda: state.fire_timers(self._clock()))
        except RingbackError:  # the console says that the state cannot be used
            self._schedule(self._clock() + _PAUSE, self._clock())
            return
        self._sender.send(fired)
        due = state.next_timer()
        if due != self._due:
            self._schedule(due, self._clock())

    def clock_changed(self) -> None:
        """Fire what a change of the clock has made due."""
        self.stop()
        self.check()

    def stop(self) -> None:
        """Wake up no more."""
        self._due = None
        if self._wake_up is not None:
            self._wake_up.cancel()
            self._wake_up = None

    def _schedule(self, due: datetime | None, now: datetime) -> None:
        self.stop()
        if due is None or not self._runs():
            return
        delay = min(max((due - now).total_seconds(), _SHORTEST), _LONGEST)
        self._due = due
        self._wake_up = asyncio.get_running_loop().call_later(delay, self.clock_changed)
