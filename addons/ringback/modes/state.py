"""What a mode keeps of accounts."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from ringback.http.messages import Request
from ringback.modes.outcomes import Decision
from ringback.twilio.values.types import Json
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.pre_action import PreAction

if TYPE_CHECKING:  # they name types of states that are chosen elsewhere
    from ringback.state.session_list import SessionList
    from ringback.state.shared_setting import SharedSetting
    from ringback.twilio.webhooks.inbound_message import (
        DeliveryReply,
        DeliveryUpdate,
        InboundMessage,
        InboundReply,
    )

T = TypeVar("T")


class ModeState(ABC):
    """The state of a mode: it is set up, told of what happens outside, and has timers.

    A state that `waits` is in a database: the mode's `decide_large` decides every request, and
    whatever else asks for the state or changes it is awaited in `run`. `sessions` are those that
    its proxies have begun.
    """

    waits: bool = False
    sessions: "SessionList | None" = None

    async def run(self, work: Callable[[], T]) -> T:
        """Return the result of `work`, which asks for the state or changes it."""
        return work()

    def watch(  # noqa: B027 - most have nothing to do
        self,
        on_news: Callable[[tuple[WebhookRequest, ...]], None],
        on_reset: Callable[[], None],
    ) -> None:
        """Call `on_news`, in any thread, when another proxy has changed the state.

        The webhooks are those that it has left for this one to send. `on_reset` is called when
        another proxy has emptied the state.
        """

    def share_faults(self, faults: "SharedSetting") -> None:  # noqa: B027 - most have nothing to do
        """Keep the faults in the state, where it lasts."""

    def expect(self, begun: int) -> None:  # noqa: B027 - most have nothing to do
        """Make `run` raise SessionMovedError once the session has begun or ended more often."""

    def note_delivered(self, number: int) -> None:  # noqa: B027 - most have nothing to do
        """Forget a delivery that is over, by its number in the state."""

    async def empty(self) -> None:  # noqa: B027 - most have nothing to do
        """Forget everything, where it would be there after the mode."""

    @property
    def is_usable(self) -> bool:
        """Whether requests can be answered from it."""
        return True

    @property
    @abstractmethod
    def account_sids(self) -> tuple[str, ...]:
        """The accounts that it has, in order of first use."""

    @abstractmethod
    def set_up(self, request: Request) -> Decision:
        """Answer a test's own call, outside of any exchange.

        It is answered like any other request, and may also name the SID of what it creates.
        """

    @abstractmethod
    def receive_message(
        self, message: "InboundMessage"
    ) -> "InboundReply | PreAction[InboundReply]":
        """Process a message from outside; raises UsageError for one that cannot exist."""

    @abstractmethod
    def deliver(self, update: "DeliveryUpdate") -> "DeliveryReply":
        """Change the status of a message's receipts, or of one participant's.

        Raises UsageError for a message, a participant or a status that does not exist.
        """

    @abstractmethod
    def dump(self) -> dict[str, Json]:
        """Return the states of all accounts as a document, with which another can begin."""

    @abstractmethod
    def next_timer(self) -> datetime | None:
        """Return when `fire_timers` has something to do next, by the mode's clock; None: never."""

    @abstractmethod
    def fire_timers(self, now: datetime) -> tuple[WebhookRequest, ...]:
        """Return the webhooks of what has happened by itself until now, each once."""
