"""Pre-action webhooks: an action that waits for the application's reply."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, Protocol, TypeVar

from ringback.twilio.webhooks.event import WebhookRequest

T = TypeVar("T")


class Run(Protocol):
    """Awaits what asks the model of the API, or changes its state."""

    async def __call__(self, work: Callable[[], T]) -> T:
        """Return the result of `work`."""
        ...


@dataclass(frozen=True, slots=True)
class PreActionReply:
    """What came back of a pre-action webhook; `status` is None if no reply came in time."""

    status: int | None
    body: bytes = field(default=b"", repr=False)
    content_type: str = ""


class WebhookSender(Protocol):
    """What sends webhooks."""

    def send(self, webhooks: Sequence[WebhookRequest]) -> None:
        """Send webhooks soon, in order; returns at once."""
        ...

    async def ask(self, webhook: WebhookRequest) -> PreActionReply:
        """Send a pre-action webhook and return its reply, within 5 seconds; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class PreAction(Generic[T]):
    """An action that waits: `webhook` is to be sent, and `resume` goes on with its reply.

    An action may wait more than once: `resume` returns the outcome, or the next wait.
    """

    webhook: WebhookRequest
    resume: "Callable[[PreActionReply], T | PreAction[T]]"


async def settle(
    outcome: T | PreAction[T],
    ask: Callable[[WebhookRequest], Awaitable[PreActionReply]],
    run: "Run | None" = None,
) -> T:
    """Return the outcome of an action, asking for each reply that it waits for.

    `run` awaits what goes on with a reply, and so changes the state; without it, that is done here.
    """
    while isinstance(outcome, PreAction):
        resume, reply = outcome.resume, await ask(outcome.webhook)
        outcome = resume(reply) if run is None else await run(partial(resume, reply))
    return outcome
