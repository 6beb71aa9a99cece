"""A delivery in one line, for the console and for mitmproxy's log."""

from ringback.webhooks.delivery import Delivery, State

UNSIGNED = "unsigned, because no auth token is known: give --auth-token"


def format_line(delivery: Delivery) -> str:
    """Return the line of a delivery that is over: event, target, and what became of it."""
    request = delivery.request
    parts = [f"webhook {request.event} → {request.target.method} {request.target.url}".rstrip()]
    if delivery.resent is not None:
        parts.append("again")
    parts.append(_format_outcome(delivery))
    if not delivery.is_signed and delivery.state is not State.NOT_CALLED:
        parts.append(UNSIGNED)
    return ", ".join(parts)


def _format_outcome(delivery: Delivery) -> str:
    if not delivery.attempts:
        return f"{delivery.state}: {delivery.reason}"
    count = len(delivery.attempts)
    attempts = "" if count == 1 else f" after {count} attempts"
    milliseconds = sum(one.seconds for one in delivery.attempts) * 1000
    if delivery.state is State.DELIVERED:
        return f"{delivery.attempts[-1].status}{attempts} ({milliseconds:.0f} ms)"
    return f"{delivery.state}{attempts}: {delivery.reason} ({milliseconds:.0f} ms)"
