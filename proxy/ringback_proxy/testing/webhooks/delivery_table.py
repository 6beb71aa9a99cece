"""The table of deliveries that a failed assertion shows."""

from collections.abc import Iterable, Sequence

from ringback.columns import align_columns
from ringback_proxy.testing.webhooks.delivery import WebhookDelivery

_NOTHING = (
    "No webhook was sent. Requests send them with the header X-Twilio-Webhook-Enabled: true, or "
    'all with webhooks="all"; and there has to be a URL: webhook_url="...", '
    "ringback.webhooks.register(), or a webhook that the application creates."
)


def format_table(deliveries: Sequence[WebhookDelivery]) -> list[str]:
    """Return the deliveries as lines."""
    if not deliveries:
        return [_NOTHING]
    rows = [["#", "event", "url", "state", ""]]
    rows += [[str(one.number), one.event, one.url, one.state, _explain(one)] for one in deliveries]
    return [f"  {line}" for line in align_columns(rows)]


def list_troubles(deliveries: Iterable[WebhookDelivery]) -> list[str]:
    """Return a line for each delivery that did not succeed, for the report of a failed test."""
    return [
        f"webhook {one.event} to {one.url} {one.state}: {one.reason}"
        for one in deliveries
        if one.reason
    ]


def _explain(delivery: WebhookDelivery) -> str:
    if delivery.state == "delivered":
        return str(delivery.status)
    return delivery.reason
