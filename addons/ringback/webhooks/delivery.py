"""A delivery: one webhook request, what was sent, and what came back."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from ringback.http.messages import Headers
from ringback.twilio.webhooks.event import WebhookRequest


class State(StrEnum):
    """What has become of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    NOT_CALLED = "not called"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class WebhookReply:
    """What a receiver has answered; of a long body only the beginning."""

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of a receiver: its reply, or else the error; `seconds` is how long it took.

    `connected` is whether it got as far as sending the request.
    """

    reply: WebhookReply | None
    seconds: float
    error: str = ""
    connected: bool = True

    @property
    def status(self) -> int | None:
        """The status of the reply; None if there is none."""
        return None if self.reply is None else self.reply.status


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook request on its way.

    - `number`: the delivery's own, from 1 on.
    - `token`: the value of `I-Twilio-Idempotency-Token`, the same in all attempts.
    - `reason`: why it was not called, was dropped, or has failed.
    - `before_action`: whether an action waits for the reply.
    - `resent`: the number of the delivery that this one repeats.
    """

    number: int
    request: WebhookRequest
    token: str
    state: State = State.WAITING
    attempts: tuple[Attempt, ...] = ()
    reason: str = ""
    before_action: bool = False
    resent: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state is not State.WAITING

    @property
    def is_signed(self) -> bool:
        """Whether the auth token of its account is known."""
        return self.request.auth_token is not None

    def with_attempt(self, attempt: Attempt) -> "Delivery":
        """Return the delivery with one more attempt."""
        return replace(self, attempts=(*self.attempts, attempt))

    def ended(self, state: State, reason: str = "") -> "Delivery":
        """Return the delivery in its last state."""
        return replace(self, state=state, reason=reason)


def conclude(delivery: Delivery) -> Delivery:
    """Return a delivery whose last attempt has been made, in its last state."""
    last = delivery.attempts[-1]
    status = last.status
    if status is None:
        return delivery.ended(State.FAILED, last.error)
    if 200 <= status < 300:
        return delivery.ended(State.DELIVERED)
    if 300 <= status < 400:
        return delivery.ended(State.FAILED, f"answered {status}, and redirects are not followed")
    return delivery.ended(State.FAILED, f"answered {status}")
