"""The interface of a mode: it answers a request, has it forwarded, or misses."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from ringback.cassette.model import Recording
from ringback.http.messages import Request, Response
from ringback.modes.injection import Injection
from ringback.twilio.values.types import Json
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply

if TYPE_CHECKING:  # they name types of modes that are chosen elsewhere
    from ringback.cassette.matching.closest import Closest
    from ringback.cassette.matching.recording_index import IndexedRecording
    from ringback.state.session_list import SessionList
    from ringback.state.shared_setting import SharedSetting
    from ringback.twilio.webhooks.inbound_message import (
        DeliveryReply,
        DeliveryUpdate,
        InboundMessage,
        InboundReply,
    )

T = TypeVar("T")


class Source(StrEnum):
    """Where an answer came from, as the `Ringback` response header names it."""

    FAKE = "fake"
    CASSETTE = "cassette"
    LIVE = "live"
    MISS = "miss"
    ERROR = "error"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Answer:
    """The response to a request, and what the journal notes beside it.

    - `file` (a file name without folder) and `index` (1-based) locate a cassette's answer.
    - `notes` are sentences for the console, such as what Twilio would have answered.
    - `summary` is the line that the console shows of the response; None: not made yet.
    - `redacted_request` is the request as a cassette holds it; None where the mode redacts nothing.
    - `webhooks` are to be sent after the response, in order.
    - `delay` is how many seconds the client waits for it.
    - `injection` is the fault that was injected, with `Source.FAULT`. The status of the response
      is 0 if the client gets none.
    """

    response: Response
    source: Source
    file: str | None = None
    index: int | None = None
    notes: tuple[str, ...] = ()
    summary: str | None = None
    redacted_request: Request | None = None
    webhooks: tuple[WebhookRequest, ...] = ()
    injection: Injection | None = None
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Forward:
    """The request goes to the upstream; `Mode.on_response` then gets the response.

    `knowledge` is the redactor's when it redacted the request. With `keep` the exchange is recorded
    if the mode records. `injection` is the fault that the client gets the response with. `began` is
    when it was forwarded, by `time.perf_counter`.
    """

    redacted_request: Request | None = None
    knowledge: tuple[int, int] = (0, 0)
    keep: bool = True
    injection: Injection | None = None
    began: float = field(default_factory=time.perf_counter, compare=False)


@dataclass(frozen=True, slots=True)
class Miss:
    """The mode may not or cannot answer.

    - `message` goes into the reply and from there into an SDK's exception: up to three sentences.
    - `report` is the whole explanation, lines for the console; empty where the message is all.
    """

    message: str
    report: str = ""
    redacted_request: Request | None = None


Outcome = Answer | Forward | Miss
Decision = Outcome | PreAction[Outcome]


class WebhookSender(Protocol):
    """What sends webhooks."""

    def send(self, webhooks: Sequence[WebhookRequest]) -> None:
        """Send webhooks soon, in order; returns at once."""
        ...

    async def ask(self, webhook: WebhookRequest) -> PreActionReply:
        """Send a pre-action webhook and return its reply, within 5 seconds; never raises."""
        ...


class ModeState(ABC):
    """What a mode keeps of accounts: it is set up, told of what happens outside, and has timers.

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
        """Have the faults in the state, where it lasts."""

    def expect(self, begun: int) -> None:  # noqa: B027 - most have nothing to do
        """Have `run` raise SessionMovedError if the session has begun or ended more often."""

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


class Mode(ABC):
    """How requests to Twilio's hosts get their answers.

    - `name` is for messages only; the attributes below say what a mode can do.
    - `offline`: nothing may ever reach Twilio.
    - `forwards_on_failure`: when Ringback itself fails, the request is forwarded, not refused.
    - `https_only`: a request to Twilio over plain HTTP is refused, which no replay would answer.
    - `state`: what the mode keeps of accounts; None where it keeps nothing.
    """

    name: str
    offline: bool = True
    forwards_on_failure: bool = False
    https_only: bool = True
    state: ModeState | None = None

    def put_in_front(self, make: "Callable[[Mode], Mode]") -> "Mode":
        """Return the mode that `make` makes of this one, which then decides first."""
        return make(self)

    @abstractmethod
    def decide(self, request: Request) -> Decision:
        """Return what becomes of a request. Quick, and without I/O.

        A PreAction waits for the application's reply to a webhook, and goes on with it.
        """

    async def decide_large(self, request: Request) -> Decision:
        """Return what `decide` does, for a large request.

        What takes long is done in a thread: meanwhile other requests are answered.
        """
        return self.decide(request)

    async def on_response(
        self,
        request: Request,  # noqa: ARG002 - part of the interface
        response: Response,  # noqa: ARG002 - part of the interface
        forward: Forward,  # noqa: ARG002 - part of the interface
    ) -> tuple[str, ...]:
        """Process the upstream's response (decoded) to a request that `decide` had forwarded.

        Awaited before the client gets the response. Returns notes for the journal. Raises
        RingbackError where the response could not be kept; the client then gets a 500 instead.
        """
        return ()

    def unplayed(self) -> tuple[Recording, ...] | None:
        """Return the recordings that no request has asked for; None where the mode plays none."""
        return None

    def find_objection(self) -> str:
        """Return why the run ends with status 3, though it ended well; "" if it does not."""
        return ""

    def recordings(self) -> "tuple[IndexedRecording, ...] | None":
        """Return all recordings, with how often each was played; None where the mode plays none."""
        return None

    def find_closest(self, request: Request) -> "Closest | None":  # noqa: ARG002 - part of the interface
        """Return the recording that is closest now to a redacted request that was a miss."""
        return None

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:  # noqa: ARG002 - part of the interface
        """Close what is open and return a summary, line by line.

        Called once, when nothing is in flight. `ended_well` is False after a failed command or an
        error.
        """
        return ()
