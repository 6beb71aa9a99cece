from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.cassette.matching.body_comparison import (
    BodyPair,
    list_filing_keys,
    list_lookup_keys,
)
from ringback.http.messages import Request
from tests.support.cassettes.exchanges import FORM, JSON, request

PARTS = "multipart/form-data; boundary=b"


def of_type(body: bytes, content_type: str | None = None) -> Request:
    return request(body=body, content_type=content_type, caller=None)


def equal(recorded: Request, sent: Request, *ignored: str) -> bool:
    """Return whether bodies are equal, by their keys and by themselves."""
    keys = set(list_filing_keys(recorded, ignored))
    found = not keys.isdisjoint(list_lookup_keys(sent, ignored))
    assert found == BodyPair(recorded, sent, ignored).is_equal
    return found


@pytest.mark.parametrize("nothing", [None, "", "REDACTED", "[REDACTED]"])
@pytest.mark.parametrize(
    ("undeclared", "declared", "content_type"),
    [
        (b"a=1&b=2", b"b=2&a=%31", FORM),
        (b'{"a": 1, "b": 2}', b'{"b":2,"a":1}', JSON),
        (b'{"a": 1}', b'{"a":1.0}', "application/x+json"),
        (b"--c\r\n\r\nx\r\n--c--", b"--b\r\n\r\nx\r\n--b--", PARTS),
        (b"text", b"text", "text/plain"),
        (b"\xff\x00=", b"\xff\x00=", "image/png"),
        (b"{", b"{", JSON),
        (b"x", b"x", PARTS),
    ],
)
def test_an_undeclared_body_is_read_as_the_other_is_declared(
    nothing: str | None, undeclared: bytes, declared: bytes, content_type: str
) -> None:
    one, other = of_type(undeclared, nothing), of_type(declared, content_type)

    assert equal(one, other)
    assert equal(other, one)
    assert not equal(replace(one, body=undeclared + b"!"), other)


@pytest.mark.parametrize(
    ("fields", "document"),
    [
        (b"a=1&b=%C3%A9", '{"b": "é", "a": "1"}'),
        (b"a=1&a=2", '{"a": ["1", "2"]}'),
        (b"a=", '{"a": ""}'),
    ],
)
def test_fields_that_vcrpy_writes_of_aiohttp_may_have_been_json(
    fields: bytes, document: str
) -> None:
    recorded = of_type(fields)

    assert equal(recorded, of_type(document.encode(), JSON))
    assert equal(recorded, of_type(fields, FORM))
    assert not equal(recorded, of_type(b'{"a": 1}', JSON))


@pytest.mark.parametrize(
    ("document", "form"),
    [(b'{"a": 1, "b": "x"}', b"a=1&b=x"), (b'{"a": ["1", 2]}', b"a=1&a=2")],
)
def test_fields_with_numbers_that_vcrpy_writes_of_aiohttp_may_have_been_a_form(
    document: bytes, form: bytes
) -> None:
    assert equal(of_type(document), of_type(form, FORM))
    assert equal(of_type(document), of_type(document, JSON))


def test_a_sent_form_is_never_the_json_that_was_recorded() -> None:
    assert not equal(of_type(b'{"a": "1"}', JSON), of_type(b"a=1"))


def test_two_undeclared_bodies_are_equal_only_in_their_bytes() -> None:
    assert equal(of_type(b"a=1"), of_type(b"a=1"))
    assert not equal(of_type(b"a=1&b=2"), of_type(b"b=2&a=1"))


def test_two_declared_kinds_are_never_equal() -> None:
    assert not equal(of_type(b"a=1", FORM), of_type(b"a=1", "text/plain"))


def test_no_body_equals_no_body_whatever_is_declared() -> None:
    assert equal(of_type(b""), of_type(b"", JSON))
    assert not equal(of_type(b""), of_type(b"a=1", FORM))


def test_ignored_fields_do_not_count_in_an_undeclared_body() -> None:
    assert equal(of_type(b"a=1&b=2"), of_type(b"a=1&b=3", FORM), "b")
    assert equal(of_type(b"a=1&b=2"), of_type(b'{"a":"1"}', JSON), "b")


def test_the_fields_are_those_that_were_sent() -> None:
    recorded, sent = BodyPair(of_type(b"A=1"), of_type(b'{"A":"2"}', JSON), ()).list_fields()

    assert (recorded["A"].text, sent["A"].text) == ('"1"', '"2"')


BODIES = st.sampled_from(
    [
        b"",
        b"a=1",
        b"a=1&b=2",
        b"b=2&a=1",
        b'{"a":"1"}',
        b'{"a": "1"}',
        b"--b\r\n\r\nx\r\n--b--",
        b"{",
        b"x",
    ]
)
TYPES = st.sampled_from([None, "REDACTED", FORM, JSON, PARTS, "text/plain"])


@given(BODIES, TYPES, BODIES, TYPES)
def test_keys_and_pairs_agree(
    one: bytes, one_type: str | None, other: bytes, other_type: str | None
) -> None:
    equal(of_type(one, one_type), of_type(other, other_type))
