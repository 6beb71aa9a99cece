"""Responses as Twilio's front sends them: the JSON text, and the headers around it.

Header names and values are those of live replies of this host, 2023 to 2026; CloudFront's own are
left out. Content-Length is left to whoever sends the response.
"""

import json
from datetime import datetime

from ringback.http.messages import Headers, Request, Response
from ringback.twilio.values.datetimes import show_http_date
from ringback.twilio.values.hosts import API_HOST
from ringback.twilio.values.types import Json

# Live until 2025 in every reply; since then only where the request has an Origin (INFERRED from
# `vary: Accept-Encoding, Origin`).
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
CHALLENGE = ("WWW-Authenticate", 'Basic realm="Twilio API"')  # seen on another host of Twilio's

# Kept: json.dumps makes one for each call that asks for anything of its own.
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def respond(
    request: Request, status: int, body: Json, *, now: datetime, took: float, request_sid: str
) -> Response:
    """Make the response to a request; a body of None is no body."""
    headers = [("Date", show_http_date(now))]
    if body is not None:
        headers.append(("Content-Type", "application/json;charset=utf-8"))
    if status == 401:
        headers.append(CHALLENGE)
    headers += [
        ("Vary", "Accept-Encoding, Origin"),
        ("Twilio-Concurrent-Requests", "1"),
        ("Twilio-Request-Id", request_sid),
        ("Twilio-Request-Duration", f"{max(took, 0):.3f}"),
        ("X-Home-Region", "us1"),
        ("X-Api-Domain", API_HOST),
        ("Strict-Transport-Security", "max-age=31536000"),
    ]
    if request.method == "OPTIONS" or "Origin" in request.headers:
        headers += CORS
    sends_body = body is not None and request.method != "HEAD"
    text = _as_json(body) if sends_body else ""
    return Response(status, Headers(headers), text.encode("utf-8", "replace"))
