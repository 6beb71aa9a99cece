"""Responses as Twilio's front end sends them: the JSON text and the headers around it.

Header names and values were seen live (fidelity: reply-headers). Those that CloudFront adds are
left out, and the HTTP server adds Content-Length.
"""

import json
from datetime import datetime

from ringback.http.messages import Headers, Request, Response
from ringback.twilio.schema.resource import Success
from ringback.twilio.values.datetimes import format_http_date
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.hosts import API_HOST

# In every reply until 2025. INFERRED (fidelity: cors-headers): now only if a request has an Origin.
CORS = (
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Allow-Headers",
        (
            "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, "
            "If-Unmodified-Since, Idempotency-Key"
        ),
    ),
    ("Access-Control-Allow-Credentials", "true"),
    ("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS"),
    ("Access-Control-Expose-Headers", "ETag"),
)
# Seen live (fidelity: challenge) on another Twilio host.
CHALLENGE = ("WWW-Authenticate", 'Basic realm="Twilio API"')

# Built once: json.dumps builds an encoder for each call with an option.
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def respond(
    request: Request,
    outcome: Success | Fault,
    *,
    now: datetime,
    request_sid: str,
    duration: float = 0.0,
) -> Response:
    """Return the response that Twilio would send for an outcome, with all of its headers.

    `now` is aware, for the `Date` header; `request_sid` (RQ...) and `duration`, in seconds, are
    shown in headers too. A reply to HEAD has no body.
    """
    headers = _make_headers(request, outcome, now, request_sid, duration)
    content = outcome.content if isinstance(outcome, Success) else None
    if request.method == "HEAD":
        data = b""
    elif content is not None:
        data = content.data
    else:
        text = _encode(outcome.body) if outcome.body is not None else ""
        data = text.encode("utf-8", "replace")
    return Response(outcome.status, Headers(headers), data)


def _make_headers(
    request: Request, outcome: Success | Fault, now: datetime, request_sid: str, duration: float
) -> list[tuple[str, str]]:
    content = outcome.content if isinstance(outcome, Success) else None
    headers = [("Date", format_http_date(now))]
    if content is not None:
        headers.append(("Content-Type", content.content_type))
    elif outcome.body is not None:
        headers.append(("Content-Type", "application/json;charset=utf-8"))
    if outcome.status == 401:
        headers.append(CHALLENGE)
    headers += [
        ("Vary", "Accept-Encoding, Origin"),
        ("Twilio-Concurrent-Requests", "1"),
        ("Twilio-Request-Id", request_sid),
        ("Twilio-Request-Duration", f"{max(duration, 0):.3f}"),
        ("X-Home-Region", "us1"),
        ("X-Api-Domain", API_HOST),
        ("Strict-Transport-Security", "max-age=31536000"),
    ]
    if request.method == "OPTIONS" or "Origin" in request.headers:
        headers += CORS
    return headers
