"""Deliveries for the console, and what it shows of them."""

import io

from ringback.http.messages import Headers
from ringback.webhooks.delivery import Attempt, Delivery, WebhookReply, conclude
from ringback_proxy.reporting.console import NORMAL, Console
from ringback_proxy.reporting.types import LogFormat
from tests.support.webhooks.requests import webhook


def delivery(status: int = 200) -> Delivery:
    """Return a delivery that was answered after 6 ms."""
    reply = WebhookReply(status, Headers([("Content-Type", "text/plain")]), b"fine\x1b[2J")
    return conclude(Delivery(1, webhook(), "token").with_attempt(Attempt(reply, 0.006)))


def shown_delivery(
    to_show: Delivery,
    level: int = NORMAL,
    *,
    session: str = "",
    log_format: LogFormat | None = None,
) -> list[str]:
    """Return the lines that a console writes for a delivery."""
    stream = io.StringIO()
    written = Console(stream, level, log_format=log_format)
    written.delivery(to_show, session)
    written.wait()
    return stream.getvalue().splitlines()
