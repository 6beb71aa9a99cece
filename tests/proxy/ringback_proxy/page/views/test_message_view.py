import pytest

from ringback.http.forms import FORM_TYPE
from ringback.http.messages import Headers, Request, Response
from ringback_proxy.page.views.message_view import (
    FIELDS,
    LONGEST,
    decode_body,
    view_request,
    view_response,
)


def make(body: bytes, content_type: str) -> Request:
    headers = Headers([("Content-Type", content_type)])
    return Request("POST", "https", "conversations.twilio.com", 443, "/v1/x", headers, body)


def test_a_form_is_shown_field_by_field() -> None:
    shown = view_request(make(b"A=1&B=two+words&A=2&C=", FORM_TYPE))
    assert shown.fields == (("A", "1"), ("A", "2"), ("B", "two words"), ("C", ""))
    assert shown.raw.startswith("POST /v1/x HTTP/1.1\nContent-Type: ")
    assert shown.raw.endswith("\n\nA=1&B=two+words&A=2&C=")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(b'{"a":"\xc3\xa9"}', '{\n  "a": "é"\n}', id="json"),
        pytest.param(b'{"a":', '{"a":', id="broken json"),
        pytest.param(b"[" * 100_000, "[" * 100_000, id="deep json"),
        pytest.param(
            b"[" * 400 + b"1," * 9_000 + b"1" + b"]" * 400,
            "[" * 400 + "1," * 9_000 + "1" + "]" * 400,
            id="json that indenting makes long",
        ),
        pytest.param(b"[" + b"1," * 30_000 + b"1]", "[" + "1," * 30_000 + "1]", id="long json"),
        pytest.param(b"plain", "plain", id="text"),
        pytest.param(b"\xff\xfe", "(2 bytes that are not text)", id="binary"),
        pytest.param(b"", "", id="nothing"),
    ],
)
def test_a_body_is_shown_as_text(body: bytes, text: str) -> None:
    assert view_response(Response(200, Headers(), body, "OK")).text == text


def test_a_long_body_is_cut() -> None:
    assert decode_body(b"a" * LONGEST + b"bcd") == "a" * LONGEST + "\n(3 more characters)"


def test_a_form_of_many_fields_is_cut_and_says_so() -> None:
    names = [f"Field{number}" for number in range(FIELDS + 3)]
    shown = view_request(make("&".join(f"{name}=1" for name in names).encode(), FORM_TYPE))
    assert shown.fields == tuple((name, "1") for name in names[:FIELDS])
    assert shown.more_fields == 3


def test_a_long_form_is_shown_as_text_alone() -> None:
    shown = view_request(make(b"A=" + b"1" * LONGEST, FORM_TYPE))
    assert (shown.fields, shown.text[LONGEST:]) == ((), "\n(2 more characters)")


def test_what_is_not_utf_8_is_replaced() -> None:
    shown = view_request(make(b"A=%ff", FORM_TYPE))
    assert shown.fields[0][1].encode() == "\ufffd".encode() or shown.fields[0][1] == "?"
    shown.raw.encode()
