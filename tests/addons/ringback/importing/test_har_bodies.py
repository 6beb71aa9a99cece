import base64
import gzip
from typing import Any

import pytest

from ringback.http.messages import Headers
from ringback.importing.exchange import UnusableError
from ringback.importing.har_bodies import read_request_body, read_response_body

FORM = "application/x-www-form-urlencoded"
PNG = b"\x89PNG\xff"
LATIN = Headers([("Content-Type", "text/plain; charset=iso-8859-1")])
GZIP = Headers([("Content-Encoding", "gzip"), ("X", "y")])


def encode(body: bytes) -> dict[str, Any]:
    return {"text": base64.b64encode(body).decode(), "encoding": "base64", "size": len(body)}


@pytest.mark.parametrize(
    ("request_", "headers", "body"),
    [
        pytest.param({}, Headers(), b"", id="none"),
        pytest.param({"postData": {"text": "a=1"}}, Headers(), b"a=1", id="text"),
        pytest.param({"postData": {"text": "Zoë"}}, Headers(), "Zoë".encode(), id="utf-8"),
        pytest.param({"postData": {"text": "Zoë"}}, LATIN, "Zoë".encode("latin-1"), id="latin-1"),
        pytest.param({"postData": {"text": "\u20ac"}}, LATIN, "\u20ac".encode(),
                     id="not-in-its-charset"),
        pytest.param({"postData": {"text": "a\udcff"}}, Headers(), b"a\xff",
                     id="bytes-of-mitmproxy"),
        pytest.param({"postData": {"mimeType": FORM, "params": [
            {"name": "FriendlyName", "value": "Zoë & Co"}, {"name": "a", "value": ""}]}},
            Headers(), b"FriendlyName=Zo%C3%AB+%26+Co&a=", id="parameters-alone"),
        pytest.param({"_content": encode(PNG), "_requestBodyStatus": "discarded:not-representable"},
                     Headers(), PNG, id="binary-of-http-toolkit"),
        pytest.param({"postData": encode(PNG)}, Headers(), PNG, id="base64"),
        pytest.param({"postData": encode(gzip.compress(b"a=1"))}, GZIP, b"a=1", id="compressed"),
        pytest.param({"postData": {"text": "a=1"}}, GZIP, b"a=1", id="decompressed-already"),
    ],
)  # fmt: skip
def test_a_request_body_is_as_it_was_sent(
    request_: dict[str, Any], headers: Headers, body: bytes
) -> None:
    kept, found = read_request_body(request_, headers)

    assert found == body
    assert "content-encoding" not in kept


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        pytest.param({"_requestBodyStatus": "discarded:too-large"}, "discarded:too-large",
                     id="discarded"),
        pytest.param({"bodySize": 12}, "is not in the file", id="missing"),
        pytest.param({"bodySize": 12, "postData": {"text": None}}, "is not in the file",
                     id="null"),
        pytest.param({"postData": {"mimeType": "multipart/form-data; boundary=x", "params": [
            {"name": "a", "value": "1"}]}}, "only in parts", id="multipart-without-its-text"),
        pytest.param({"postData": {"text": "é", "encoding": "base64"}}, "is not", id="no-base64"),
    ],
)  # fmt: skip
def test_a_request_without_its_body_is_unusable(request_: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnusableError, match=reason):
        read_request_body(request_, Headers())


@pytest.mark.parametrize(
    ("content", "method", "status", "headers", "body"),
    [
        pytest.param({"size": 2, "text": "{}"}, "GET", 200, Headers(), b"{}", id="text"),
        pytest.param({"size": 2, "text": "{}"}, "GET", 200, GZIP, b"{}", id="decoded"),
        pytest.param({"size": 900, "text": "{}"}, "GET", 200, GZIP, b"{}", id="size-as-sent"),
        pytest.param(encode(PNG), "GET", 200, Headers(), PNG, id="base64"),
        pytest.param({"size": 0}, "POST", 201, Headers(), b"", id="empty"),
        pytest.param({}, "POST", 201, Headers(), b"", id="no-content"),
        pytest.param(None, "DELETE", 204, Headers(), b"", id="deleted"),
        pytest.param({"size": 900}, "HEAD", 200, Headers(), b"", id="head"),
        pytest.param({"size": 900}, "GET", 304, Headers(), b"", id="not-modified"),
        pytest.param({"size": -1, "text": "{}"}, "GET", 200, Headers(), b"{}", id="unknown-size"),
    ],
)  # fmt: skip
def test_a_response_body_is_decoded(
    content: Any, method: str, status: int, headers: Headers, body: bytes
) -> None:
    kept, found = read_response_body({"content": content}, method, status, headers)

    assert found == body
    assert "content-encoding" not in kept


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param({"size": 900}, "is not in the file", id="missing"),
        pytest.param({"size": 900, "text": '{"a": 1'}, "cut off: 7 of 900 bytes", id="cut-off"),
    ],
)
def test_a_reply_that_is_not_whole_is_unusable(content: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnusableError, match=reason):
        read_response_body({"content": content}, "GET", 200, Headers())
