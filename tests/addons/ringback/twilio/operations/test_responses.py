import json
from datetime import UTC, datetime

import pytest

from ringback.http.messages import Headers, Request, Response
from ringback.twilio.operations.responses import CORS, respond
from ringback.twilio.schema.resource import Success
from ringback.twilio.values.faults import NO_CREDENTIALS
from ringback.twilio.values.types import Json

NOW = datetime(2026, 3, 2, 14, 8, 1, tzinfo=UTC)


def reply(
    status: int = 200,
    body: dict[str, Json] | None = None,
    method: str = "GET",
    headers: Headers | None = None,
) -> Response:
    request = Request(method, "https", "host", 443, "/", headers or Headers())
    outcome = Success(status, body)
    return respond(request, outcome, now=NOW, duration=0.0594, request_sid="RQ1")


def test_a_reply_has_the_headers_of_twilios_front() -> None:
    assert reply(200, {}).headers.pairs == (
        ("Date", "Mon, 02 Mar 2026 14:08:01 GMT"),
        ("Content-Type", "application/json;charset=utf-8"),
        ("Vary", "Accept-Encoding, Origin"),
        ("Twilio-Concurrent-Requests", "1"),
        ("Twilio-Request-Id", "RQ1"),
        ("Twilio-Request-Duration", "0.059"),
        ("X-Home-Region", "us1"),
        ("X-Api-Domain", "conversations.twilio.com"),
        ("Strict-Transport-Security", "max-age=31536000"),
    )


@pytest.mark.parametrize(
    ("method", "headers", "shared"),
    [
        ("GET", Headers(), False),
        ("GET", Headers([("origin", "https://app")]), True),
        ("OPTIONS", Headers(), True),
    ],
)
def test_browsers_get_cors_headers(method: str, headers: Headers, shared: bool) -> None:
    assert (reply(method=method, headers=headers).headers.pairs[-len(CORS) :] == CORS) is shared


def test_a_challenge_goes_with_a_401() -> None:
    assert reply(401, {}).headers.get("WWW-Authenticate") == 'Basic realm="Twilio API"'
    assert reply(403, {}).headers.get("WWW-Authenticate") is None


def test_a_fault_can_be_turned_into_a_response() -> None:
    request = Request("GET", "https", "host", 443, "/")
    response = respond(request, NO_CREDENTIALS, now=NOW, request_sid="RQ1")

    assert response.status == 401
    assert json.loads(response.body) == NO_CREDENTIALS.body
    assert response.headers.get("WWW-Authenticate") == 'Basic realm="Twilio API"'
    assert response.headers.get("Twilio-Request-Duration") == "0.000"


def test_a_body_is_utf_8() -> None:
    assert reply(200, {"a": "é\ufffd"}).body == '{"a": "é\ufffd"}'.encode()


def test_no_body_has_no_type() -> None:
    empty = reply(204)

    assert empty.body == b""
    assert empty.headers.get("Content-Type") is None


def test_head_is_answered_without_the_body() -> None:
    head = reply(200, {"a": 1}, method="HEAD")

    assert head.body == b""
    assert head.headers == reply(200, {"a": 1}).headers


def test_a_clock_set_back_gives_no_negative_duration() -> None:
    request = Request("GET", "https", "host", 443, "/")
    response = respond(request, Success(200, {}), now=NOW, duration=-1.0, request_sid="RQ1")

    assert response.headers.get("Twilio-Request-Duration") == "0.000"
