"""The deliveries of a session's webhooks, newest first."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from ringback.webhooks.delivery import Attempt, Delivery
from ringback_proxy.page.views.message_view import decode_body
from ringback_proxy.sessions.session import Session

LISTED = 200

_Redact = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery in a list; `answer` is the last status or error, `duration` that of all calls."""

    number: int
    event: str
    target: str
    kind: str
    state: str
    answer: str
    calls: int
    milliseconds: str
    is_signed: bool
    before_action: bool


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One call of a receiver, and what it has answered."""

    answer: str
    milliseconds: str
    headers: tuple[tuple[str, str], ...]
    body: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A delivery, opened; `resent` is the number of the one that it repeats."""

    row: DeliveryRow
    reason: str
    method: str
    token: str
    resent: int | None
    parameters: tuple[tuple[str, str], ...]
    attempts: tuple[AttemptView, ...]


def list_deliveries(session: Session) -> tuple[DeliveryRow, ...]:
    """Return the newest deliveries, newest first."""
    redact = session.redactor.redact_text
    newest = islice(reversed(tuple(session.webhooks.log)), LISTED)
    return tuple(_make_row(one, redact) for one in newest)


def view_delivery(session: Session, number: int) -> DeliveryView | None:
    """Return the delivery with a number; None if it is not kept."""
    found = session.webhooks.log.find(number)
    if found is None:
        return None
    redact = session.redactor.redact_text
    return DeliveryView(
        _make_row(found, redact),
        redact(found.reason),
        found.request.target.method,
        found.token,
        found.resent,
        tuple((name, redact(value)) for name, value in found.request.parameters),
        tuple(_view_attempt(one, redact) for one in found.attempts),
    )


def _make_row(delivery: Delivery, redact: _Redact) -> DeliveryRow:
    target, attempts = delivery.request.target, delivery.attempts
    return DeliveryRow(
        delivery.number,
        delivery.request.event,
        redact(target.url),
        str(target.kind),
        str(delivery.state),
        _answer(attempts[-1], redact) if attempts else "",
        len(attempts),
        f"{sum(one.seconds for one in attempts) * 1000:.1f}",
        delivery.is_signed,
        delivery.before_action,
    )


def _view_attempt(attempt: Attempt, redact: _Redact) -> AttemptView:
    reply = attempt.reply
    return AttemptView(
        _answer(attempt, redact),
        f"{attempt.seconds * 1000:.1f}",
        tuple((name, redact(value)) for name, value in reply.headers) if reply else (),
        redact(decode_body(reply.body)) if reply else "",
    )


def _answer(attempt: Attempt, redact: _Redact) -> str:
    return redact(attempt.error) if attempt.status is None else str(attempt.status)
