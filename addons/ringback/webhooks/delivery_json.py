"""Deliveries as JSON, for the control API and for the log."""

from collections.abc import Callable, Iterable
from typing import Any

from ringback.http.message_json import to_text
from ringback.webhooks.delivery import Attempt, Delivery

Json = dict[str, Any]
_Redact = Callable[[str], str]


def describe_delivery(delivery: Delivery, redact: _Redact = str) -> Json:
    """Return one delivery; `redact` removes secrets from a text."""
    request, target = delivery.request, delivery.request.target
    return {
        "number": delivery.number,
        "event": request.event,
        "state": str(delivery.state),
        "reason": redact(delivery.reason),
        "before_action": delivery.before_action,
        "resent": delivery.resent,
        "target": {
            "url": redact(target.url),
            "method": target.method,
            "kind": target.kind,
            "sid": target.sid or None,
        },
        "account_sid": redact(request.account_sid),
        "conversation_sid": request.conversation_sid or None,
        "occurred": request.occurred.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z",
        "signed": delivery.is_signed,
        "idempotency_token": delivery.token,
        "parameters": _group((name, redact(value)) for name, value in delivery.request.parameters),
        "attempts": [_describe_attempt(one, redact) for one in delivery.attempts],
    }


def _describe_attempt(attempt: Attempt, redact: _Redact) -> Json:
    reply = attempt.reply
    headers = () if reply is None else reply.headers
    return {
        "status": attempt.status,
        "seconds": round(attempt.seconds, 6),
        "error": redact(attempt.error),
        "headers": {to_text(name.lower()): redact(to_text(value)) for name, value in headers},
        "body": None if reply is None else redact(reply.body.decode("utf-8", "replace")),
    }


def _group(pairs: Iterable[tuple[str, str]]) -> Json:
    """Return values by name; a name that is repeated has a list of them."""
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return {name: one[0] if len(one) == 1 else one for name, one in grouped.items()}
