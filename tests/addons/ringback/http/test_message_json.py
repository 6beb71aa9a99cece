import json

import pytest

from ringback.http.message_json import describe_request, describe_response, parse_json
from ringback.http.messages import Headers, Response, request_to

FORM = "application/x-www-form-urlencoded"
URL = "https://conversations.twilio.com/v1/Conversations?Page=1&A=1&A=2"


def test_a_request_is_described_in_parts() -> None:
    headers = Headers([("Content-Type", FORM), ("X-A", "1"), ("x-a", "2")])

    assert describe_request(request_to("POST", URL, headers, b"T=1&T=2&F=Ada+L")) == {
        "method": "POST",
        "url": URL,
        "path": "/v1/Conversations",
        "query": {"Page": "1", "A": ["1", "2"]},
        "headers": {"content-type": FORM, "x-a": "1, 2"},
        "form": {"T": ["1", "2"], "F": "Ada L"},
        "body": "T=1&T=2&F=Ada+L",
        "body_base64": None,
        "json": None,
    }


def test_a_response_is_described() -> None:
    assert describe_response(Response(201, Headers([("A", "1")]), b'{"sid": "CH1"}')) == {
        "status": 201,
        "headers": {"a": "1"},
        "body": '{"sid": "CH1"}',
        "body_base64": None,
        "json": {"sid": "CH1"},
    }


@pytest.mark.parametrize(
    "text", ["NaN", "[Infinity]", "[1e999]", "[-1e999]", "[" * 200_000, "9" * 5_000, "", "{"],
    ids=["NaN", "Infinity", "too large", "too small", "too deep", "too long", "empty", "torn"],
)  # fmt: skip
def test_what_json_cannot_hold_is_none(text: str) -> None:
    assert parse_json(text) is None


def test_what_is_no_text_can_be_encoded() -> None:
    request = request_to("GET", URL, Headers([("X-\udcff", "\udcff")]), b"\xff")

    described = describe_request(request)

    assert (described["body"], described["body_base64"]) == (None, "/w==")
    json.dumps(described, ensure_ascii=False, allow_nan=False).encode()
