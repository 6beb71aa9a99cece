"""A session: a mode with its settings, a journal, a clock, faults and webhooks."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from ringback.cassette.redaction.redactor import Redactor
from ringback.http.origin import Origin
from ringback.journal import Journal, JournalEntry
from ringback.mitmproxy_addon.addon import Conversations, make_conversations
from ringback.modes.faults.injected_faults import InjectedFaults
from ringback.modes.mode import Mode
from ringback.modes.state import ModeState
from ringback.settings.fault_spec import FaultSpec
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.webhooks.delivery import Delivery
from ringback.webhooks.dispatcher import WebhookDispatcher
from ringback.webhooks.timers import ModeTimers
from ringback_proxy.sessions.clock import Clock
from ringback_proxy.sessions.finishing import make_result
from ringback_proxy.sessions.modes.no_session import NoSession
from ringback_proxy.sessions.result import SessionResult

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Session:
    """What one test, one developer or one run has of the proxy to itself, until its end.

    - `title`: the name in messages, such as a test's id.
    - `cassettes`: the files that it plays from or records to.
    - `upstream`: where forwarded requests go; None for the real API.
    - `seed`: makes chance and the request SIDs of injected faults the same in every run.
    - `given_faults`: those that it has from its beginning; `shares_given_faults`: whether they are
      those of all proxies that share its state.
    - `redactor`: for whatever is shown of its requests.
    - `warnings`: what is logged during the session.
    - `from_test`: whether a test began it, for hints.
    - `webhooks`: sends its webhooks, and has the log of them.
    - `ended`: whether it answers nothing any more.
    - `conversations`: the addon that answers its requests.
    """

    title: str
    mode: Mode
    clock: Clock
    cassettes: tuple[Path, ...] = ()
    upstream: Origin | None = None
    seed: int | None = None
    given_faults: tuple[FaultSpec, ...] = ()
    redactor: Redactor = field(default_factory=Redactor)
    warnings: list[str] = field(default_factory=list)
    journal: Journal = field(default_factory=Journal)
    from_test: bool = True
    webhooks: WebhookDispatcher = field(default_factory=WebhookDispatcher)
    ended: bool = False
    _dropped: int = 0
    _answering: Mode = field(init=False)
    _listeners: list[Callable[[str], None]] = field(default_factory=list)
    shares_given_faults: bool = False
    faults: InjectedFaults = field(init=False)
    conversations: Conversations = field(init=False)
    timers: ModeTimers = field(init=False)

    def __post_init__(self) -> None:
        self._answering = self.mode.put_in_front(self._make_faults)
        self.timers = self._make_timers()
        self.conversations = make_conversations(self._answering, self.journal, self.upstream)
        self.conversations.webhooks = self.webhooks
        self.journal.listen(self._on_exchange)
        if self.mode.state is not None and self.is_shared:
            self._follow(self.mode.state)

    def _follow(self, state: ModeState) -> None:
        """Send what other proxies have left, and have the state forget what is over."""
        loop = asyncio.get_running_loop()

        def tell(webhooks: tuple[WebhookRequest, ...]) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._on_news, webhooks)

        def tell_of_reset() -> None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._on_reset)

        state.watch(tell, tell_of_reset)
        state.share_faults(self.faults)
        self.webhooks.log.listen(self._on_delivery)

    def _on_news(self, webhooks: tuple[WebhookRequest, ...]) -> None:
        if not self.ended:
            self.webhooks.send(webhooks)
            self.timers.check()

    def _on_reset(self) -> None:
        """Begin anew as another proxy has; the exchanges are this one's own."""
        if not self.ended:
            self._begin_anew()
            self._notify("reset")

    def _on_delivery(self, delivery: Delivery) -> None:
        # What is dropped because the session ends is left to the next proxy.
        number, state = delivery.request.number, self.mode.state
        if delivery.is_over and number and not self.ended and state is not None:
            state.note_delivered(number)

    def _make_timers(self) -> ModeTimers:
        clock = self.clock
        return ModeTimers(self.mode, clock, self.webhooks, lambda: not clock.is_stopped)

    def _make_faults(self, inner: Mode) -> InjectedFaults:
        state = self.mode.state if self.is_shared else None
        self.faults = InjectedFaults(
            inner,
            self.clock,
            self.seed,
            self.given_faults,
            state,
            share=self.shares_given_faults,
        )
        return self.faults

    @property
    def is_shared(self) -> bool:
        """Whether other proxies may have the same state."""
        return self.mode.state is not None and self.mode.state.waits

    def _on_exchange(self, entry: JournalEntry) -> None:
        self.redactor.remember(entry.request)
        self.timers.check()

    def reset(self, mode: Mode, clock: Clock, redactor: Redactor) -> None:
        """Start from the beginning: with a new mode and clock, and no exchanges."""
        self.mode, self.clock, self.redactor = mode, clock, redactor
        self.clear()

    def clear(self) -> None:
        """Forget exchanges, warnings and webhooks, and inject the faults of the beginning."""
        self._begin_anew()
        self.journal.clear()
        self.warnings.clear()
        self._notify("reset")

    def _begin_anew(self) -> None:
        self.webhooks.reset()
        self.timers.stop()
        self.timers = self._make_timers()
        # Faults that are shared begin anew with the state, and are used in its thread.
        make = self._keep_faults if self.is_shared else self._make_faults
        self._answering = self.mode.put_in_front(make)
        self.conversations.mode = self._answering

    def _keep_faults(self, inner: Mode) -> InjectedFaults:  # noqa: ARG002 - they have it
        return self.faults

    def on_state(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with "reset" and "ended" when that happens."""
        self._listeners.append(listener)

    def off_state(self, listener: Callable[[str], None]) -> None:
        """Call `listener` no longer."""
        self._listeners.remove(listener)

    def _notify(self, state: str) -> None:
        for listener in tuple(self._listeners):
            listener(state)

    def close(self, explanation: str, journal: Journal) -> None:
        """Answer nothing any more: late requests are misses, and are kept in another journal."""
        self.conversations.mode = NoSession(explanation)
        self.conversations.journal = journal
        self.ended = True
        self.timers.stop()
        self._dropped = self.webhooks.drop("the session has ended")
        self._notify("ended")

    def entries(self, known: int) -> tuple[JournalEntry, ...]:
        """Return the journal without its first `known` entries; of very many only the newest."""
        return tuple(entry for _, entry in self.journal.after(known))

    async def use_faults(self, use: Callable[[InjectedFaults], T]) -> T:
        """Return the result of `use`, which looks at the faults or changes them."""
        work = partial(use, self.faults)
        return work() if self.mode.state is None else await self.mode.state.run(work)

    async def finish(self, *, ended_well: bool) -> SessionResult:
        """Finish the mode and return the outcome of the session."""
        summary = await self._answering.finish(ended_well=ended_well)
        if self._dropped:
            summary += (f"webhooks not delivered when the session ended: {self._dropped}",)
        return make_result(summary, self.cassettes, self.mode, self.journal, self.warnings)
