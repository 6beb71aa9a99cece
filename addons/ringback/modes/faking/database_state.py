"""The state of the fake in a database, as the rest of a session sees it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from ringback.http.messages import Request
from ringback.modes.faking.fake_state import FakeState
from ringback.modes.outcomes import Answer, Decision
from ringback.modes.state import ModeState
from ringback.state.connection import StateError
from ringback.state.database import Database
from ringback.state.session_list import SessionList
from ringback.state.session_state import SessionState
from ringback.state.shared_setting import SharedSetting
from ringback.twilio.values.types import Json
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.inbound_message import (
    DeliveryReply,
    DeliveryUpdate,
    InboundMessage,
    InboundReply,
)
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply

T = TypeVar("T")
Received = InboundReply | PreAction[InboundReply]


class DatabaseState(ModeState):
    """Has the accounts of a model changed in transactions: whatever changes them is in `run`.

    The timers and the accounts that it shows are those after the last transaction.
    """

    waits = True

    def __init__(self, inner: FakeState, database: Database, stored: SessionState) -> None:
        self._inner = inner
        self._database = database
        self._stored = stored
        self._next_timer: datetime | None = None
        self._account_sids: tuple[str, ...] = ()
        stored.look = self._look
        self.sessions = SessionList(database)
        database.attach(stored)

    def _look(self) -> None:
        self._next_timer = self._inner.next_timer()
        self._account_sids = self._inner.account_sids

    async def run(self, work: Callable[[], T]) -> T:
        """Return the result of `work` once what it has changed is in the database.

        Raises StateError if the database cannot be used.
        """
        run, stored = self._database.run, self._stored
        return await run(stored, lambda _: work(), _list_webhooks, _keep_webhooks)

    def watch(
        self,
        on_news: Callable[[tuple[WebhookRequest, ...]], None],
        on_reset: Callable[[], None],
    ) -> None:
        """Call `on_news` when another proxy has changed the state, `on_reset` when it was reset."""
        self._stored.on_news, self._stored.on_reset = on_news, on_reset

    def share_faults(self, faults: SharedSetting) -> None:
        """Keep the faults of the session in the database, too."""
        self._stored.share_faults(faults)

    def expect(self, begun: int) -> None:
        """Make `run` raise SessionMovedError once the session has begun or ended more often."""
        self._stored.begun = begun

    def note_delivered(self, number: int) -> None:
        """Remove a delivery that is over."""
        self._database.remove_delivery(self._stored, number)

    async def empty(self) -> None:
        """Remove everything that the session has."""
        await self._database.run(self._stored, self._stored.empty)

    async def close(self) -> None:
        """Leave what is not delivered to other proxies, and close the database."""
        await self._database.detach(self._stored)

    @property
    def is_usable(self) -> bool:
        """Whether the database could be used when it was asked last."""
        return not self._database.is_down

    @property
    def account_sids(self) -> tuple[str, ...]:
        """The accounts that have a state."""
        return self._account_sids

    def set_up(self, request: Request) -> Decision:
        """Answer a test's own call."""
        return self._inner.set_up(request)

    def receive_message(self, message: InboundMessage) -> Received:
        """Process a message from outside."""
        return self._guard(self._inner.receive_message(message))

    def _guard(self, received: Received) -> Received:
        """Return what goes on with a reply, unless the records that it began with are gone."""
        if not isinstance(received, PreAction):
            return received
        resume, generation = received.resume, self._stored.generation

        def resume_if_same(reply: PreActionReply) -> Received:
            if self._stored.generation != generation:
                raise StateError("the state was loaded anew meanwhile; send the message again")
            return self._guard(resume(reply))

        return PreAction(received.webhook, resume_if_same)

    def deliver(self, update: DeliveryUpdate) -> DeliveryReply:
        """Change the status of a message's receipts, or of one participant's."""
        return self._inner.deliver(update)

    def dump(self) -> dict[str, Json]:
        """Return the states of all accounts as a document."""
        return self._inner.dump()

    def next_timer(self) -> datetime | None:
        """Return when something happens by itself next."""
        return self._next_timer

    def fire_timers(self, now: datetime) -> tuple[WebhookRequest, ...]:
        """Return the webhooks of what has happened by itself until now."""
        return self._inner.fire_timers(now)


def _list_webhooks(result: Any) -> tuple[WebhookRequest, ...]:
    """Return the webhooks of a result: of an answer, or of timers."""
    if isinstance(result, Answer | InboundReply | DeliveryReply):
        return result.webhooks
    return result if _is_webhooks(result) else ()


def _keep_webhooks(result: T, own: tuple[WebhookRequest, ...]) -> T:
    """Return a result with those of its webhooks that this proxy sends."""
    if isinstance(result, Answer | InboundReply | DeliveryReply) and result.webhooks:
        return replace(result, webhooks=own)
    return own if _is_webhooks(result) else result  # type: ignore[return-value]  # the same


def _is_webhooks(result: Any) -> bool:
    """Whether a result is what timers return."""
    is_tuple = isinstance(result, tuple)
    return is_tuple and all(isinstance(one, WebhookRequest) for one in result)
