import gzip

import pytest

from ringback.cassette.format.bodies import (
    decode_body,
    find_request_body,
    find_response_body,
    read_bytes,
)
from ringback.cassette.format.interaction_fields import MalformedError
from ringback.cassette.format.plain_scalars import PlainScalar
from ringback.http.messages import Headers

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
GZIP = Headers([("Content-Encoding", "gzip"), ("X-A", "b")])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (None, b""),
        ("é", "é".encode()),
        (b"\xff", b"\xff"),
        ({"string": "a"}, b"a"),
        ({"string": None}, b""),
        ({"base64_string": "YWI="}, b"ab"),
        ({"encoding": "utf-8", "string": "a"}, b"a"),
        (["a", b"b"], b"ab"),
        ([], b""),
    ],
    ids=["none", "text", "bytes", "string", "no string", "base64", "Ruby's", "iterated", "nothing"],
)
def test_every_form_of_body_is_read(body: object, expected: bytes) -> None:
    assert read_bytes(body)[0] == expected
    assert read_bytes(find_request_body({"body": body}, Headers()))[0] == expected


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"base64_string": "a"}, "`base64_string` is not base64"),
        ([["a"]], "`body` is a list, not text"),
        ({}, "`string` is missing"),
    ],
    ids=["base64", "list", "missing"],
)
def test_what_is_no_body_is_named(body: object, problem: str) -> None:
    with pytest.raises(MalformedError, match=problem):
        read_bytes(body)


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        (FORM, {"FriendlyName": "a b", "X": ["1", "2"]}, b"FriendlyName=a+b&X=1&X=2"),
        ({}, {"FriendlyName": "a b"}, b"FriendlyName=a+b"),
        ({}, [["a", "1"], ["a", "2"]], b"a=1&a=2"),
        ({}, {"a": b"\xff"}, b"a=%FF"),
        ({}, {}, b""),
        ({}, {"a": 1, "b": [True, None]}, b'{"a": 1, "b": [true, null]}'),
        (JSON, {"a": "1"}, b'{"a": "1"}'),
    ],
    ids=[
        "form",
        "no header",
        "pairs",
        "binary",
        "no fields",
        "JSON by its values",
        "JSON by its header",
    ],
)
def test_a_request_body_may_be_the_fields_passed_to_aiohttp(
    headers: dict[str, str], body: object, expected: bytes
) -> None:
    found = find_request_body({"body": body}, Headers(headers.items()))

    assert read_bytes(found)[0] == expected


def test_fields_that_are_neither_a_form_nor_json_are_rejected() -> None:
    with pytest.raises(MalformedError, match="`body` is neither a form nor JSON"):
        find_request_body({"body": {"a": {"b": b"\xff"}}}, Headers())


@pytest.mark.parametrize(
    "message", [{"body": None}, {"content": None}, {"body": {"string": None}}, {"parsed_body": ""}]
)
def test_a_response_body_that_is_nothing_is_empty(message: dict[str, object]) -> None:
    body = find_response_body(message, is_optional=False)

    assert read_bytes(body)[0] in (b"", b'""')


def test_a_response_body_is_missing_unless_the_response_may_have_none() -> None:
    assert find_response_body({}, is_optional=True) is None
    with pytest.raises(MalformedError, match="`body` is missing") as caught:
        find_response_body({}, is_optional=False)
    assert caught.value.incomplete


def test_the_body_of_old_httpx_is_its_content() -> None:
    assert find_response_body({"content": "{}"}, is_optional=False) == "{}"


def test_a_parsed_body_is_json() -> None:
    message = {"parsed_body": {"a": [PlainScalar("1"), "1", None, PlainScalar("x")]}}
    text = '{"a": [1, "1", null, "x"]}'

    assert find_response_body(message, is_optional=False) == text
    assert find_request_body(message, Headers()) == text


def test_a_parsed_body_that_is_not_json_is_an_error() -> None:
    with pytest.raises(MalformedError, match="`parsed_body` is not JSON"):
        find_request_body({"parsed_body": {"a": b"\xff"}}, Headers())


@pytest.mark.parametrize("key", ["body", "content"])
def test_two_bodies_are_an_error(key: str) -> None:
    with pytest.raises(MalformedError, match=f"`{key}` and `parsed_body` are both there"):
        find_response_body({key: "{}", "parsed_body": {}}, is_optional=False)


@pytest.mark.parametrize(
    "body",
    [gzip.compress(b"{}"), {"string": gzip.compress(b"{}")}],
    ids=["binary", "a string"],
)
def test_an_encoded_body_is_decoded(body: object) -> None:
    assert decode_body(GZIP, body) == (Headers([("X-A", "b")]), b"{}")


@pytest.mark.parametrize("body", ["{}", {"string": "{}"}])
def test_a_body_that_is_text_was_decoded_before(body: object) -> None:
    assert decode_body(GZIP, body) == (Headers([("X-A", "b")]), b"{}")


def test_a_body_that_contradicts_its_header_is_kept() -> None:
    assert decode_body(GZIP, b"\xff") == (GZIP, b"\xff")
