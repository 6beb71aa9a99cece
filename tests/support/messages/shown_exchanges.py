"""Exchanges for the console, and what it shows of them."""

import io
import json

from ringback.http.messages import Headers, Request, Response, request_to
from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.reporting.console import NORMAL, Console
from ringback_proxy.reporting.types import LogFormat

REQUEST = request_to("POST", "https://conversations.twilio.com/v1/Conversations")


def entry(
    source: Source = Source.FAKE,
    *,
    request: Request = REQUEST,
    body: object = None,
    status: int = 201,
    headers: Headers | None = None,
    notes: tuple[str, ...] = (),
    report: str = "",
) -> JournalEntry:
    """Return an exchange that took 4.2 ms; `body` is JSON unless it is bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body or {"sid": "CH1"}).encode()
    response = Response(status, headers or Headers(), content)
    return JournalEntry(request, response, source, 0.0042, notes=notes, report=report)


LINE = "POST /v1/Conversations → 201 fake: CH1 (4 ms)"
MISS = entry(Source.MISS, status=501, body={"message": "ringback: nothing fits.", "status": 501})


def shown(
    to_show: JournalEntry,
    level: int = NORMAL,
    *,
    details: bool = False,
    log_format: LogFormat | None = None,
) -> list[str]:
    """Return the lines that a console writes for an exchange."""
    stream = io.StringIO()
    written = Console(stream, level, details=details, log_format=log_format)
    written.exchange(to_show)
    written.wait()
    return stream.getvalue().splitlines()
