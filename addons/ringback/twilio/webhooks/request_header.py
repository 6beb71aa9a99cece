"""Whether a request asks for webhooks: by the header X-Twilio-Webhook-Enabled, or by a setting."""

from ringback.http.messages import Request
from ringback.settings.names import WebhooksName
from ringback.twilio.routing.dispatch import WRITES
from ringback.twilio.routing.routes import Route
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.change import BY_REQUEST, Cause

HEADER = "X-Twilio-Webhook-Enabled"

_NOT_ASKED = Cause(is_asked=False)


def read_cause(request: Request, route: Route, webhooks: WebhooksName) -> Cause:
    """Return the cause of what a request changes.

    INFERRED (fidelity: webhook-header-case): the case of the header's value does not matter.
    """
    if webhooks == "all":
        return BY_REQUEST if route.resource.stored.noun else _NOT_ASKED
    value = request.headers.get(HEADER) if route.resource.sends_webhooks else None
    return BY_REQUEST if value is not None and value.lower() == "true" else _NOT_ASKED


def describe_header(
    request: Request, route: Route, store: AccountStore, webhooks: WebhooksName
) -> str | None:
    """Return a note for who waits for webhooks that are not sent, or None."""
    if not route.resource.sends_webhooks or route.operations.get(request.method) not in WRITES:
        return None
    value = request.headers.get(HEADER)
    if value is None and not store.has_webhooks:
        return None
    if value is not None and value.lower() not in ("true", "false"):
        return f"{HEADER} is {value[:20]!r}, which is neither true nor false."
    is_asked = value is not None and value.lower() == "true"
    if is_asked and webhooks == "off":
        return f"{HEADER} asks for webhooks, and they are off (--webhooks off)."
    if is_asked and not store.has_webhooks:
        return f"{HEADER} asks for webhooks, and none is registered in this account."
    if not is_asked and store.has_webhooks and webhooks == "asked":
        return (
            f"This request sends no webhooks: a REST request needs the header {HEADER}: true, "
            "as at Twilio; --webhooks all sends them without it."
        )
    return None
