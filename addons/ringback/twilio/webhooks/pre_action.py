"""Pre-action webhooks: an action that waits for the application's reply."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ringback.twilio.webhooks.event import WebhookRequest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PreActionReply:
    """What came back of a pre-action webhook; `status` is None if no reply came in time."""

    status: int | None
    body: bytes = field(default=b"", repr=False)
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class PreAction(Generic[T]):
    """An action that waits: `webhook` is to be sent, and `resume` goes on with its reply.

    An action may wait more than once: `resume` returns the outcome, or the next wait.
    """

    webhook: WebhookRequest
    resume: "Callable[[PreActionReply], T | PreAction[T]]"


async def settle(
    outcome: T | PreAction[T], ask: Callable[[WebhookRequest], Awaitable[PreActionReply]]
) -> T:
    """Return the outcome of an action, asking for each reply that it waits for."""
    while isinstance(outcome, PreAction):
        outcome = outcome.resume(await ask(outcome.webhook))
    return outcome
