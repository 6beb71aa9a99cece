"""Timers of a mode: what it does by itself, once its clock gets there."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from ringback.modes.base import Mode, WebhookSender

# In seconds: the loop's clock and the system's differ a little, and no wake-up is days away.
_SHORTEST, _LONGEST = 0.01, 86_400.0


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
            self._sender.send(state.fire_timers(now))
            due = state.next_timer()
        if due != self._due:
            self._schedule(due, now)

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
