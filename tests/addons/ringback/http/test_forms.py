from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.http.forms import Form, is_form, media_type, parse_form, parse_pairs
from ringback.http.messages import Headers


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("A=1&B=2", "A", ("1",)),
        ("A=1&A=2", "A", ("1", "2")),
        ("A=", "A", ("",)),
        ("A", "A", ("",)),
        ("B=1", "A", ()),
        ("A=a+b%20c", "A", ("a b c",)),
        ("A=%C3%A9", "A", ("é",)),
        ("A=é", "A", ("é",)),
        ("A=%zz%", "A", ("%zz%",)),
        ("A=%ff", "A", ("\ufffd",)),
        ("A=%ED%A0%80", "A", ("\ufffd\ufffd\ufffd",)),  # a surrogate
        ("A=\udcff", "A", ("\ufffd",)),
        ("A=%00", "A", ("\0",)),
        ("A=1;B=2", "A", ("1;B=2",)),
        ("=1&A=2", "", ("1",)),
        ("", "A", ()),
    ],
)
def test_a_form_is_parsed(text: str, name: str, values: tuple[str, ...]) -> None:
    assert parse_form(text).all(name) == values


def test_first_returns_the_first_of_two_values() -> None:
    form = parse_form("A=1&A=2")

    assert form.first("A") == "1"
    assert form.first("B") is None


def test_parameters_can_be_left_out() -> None:
    form = parse_form("A=1&A=2&B=3").without("B", "C")

    assert list(form) == ["A"]
    assert form.all("A") == ("1", "2")


def test_a_form_is_made_of_pairs() -> None:
    assert Form([("A", "1")]).first("A") == "1"


@pytest.mark.parametrize(
    ("errors", "value"), [("replace", "\ufffd"), ("surrogateescape", "\udcff")]
)
def test_the_caller_chooses_how_to_decode_invalid_utf8(errors: str, value: str) -> None:
    assert parse_pairs("B=%ff&A=", errors=errors) == [("B", value), ("A", "")]


@given(
    st.text(st.sampled_from("aé&=+%;20Ff\ud800")),
    st.sampled_from(["replace", "surrogateescape"]),
)
def test_pairs_are_those_of_the_standard_library(text: str, errors: str) -> None:
    assert parse_pairs(text, errors=errors) == parse_qsl(
        text, keep_blank_values=True, errors=errors
    )


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/x-www-form-urlencoded", True),
        ("Application/X-WWW-Form-URLEncoded ; charset=utf-8", True),
        ("application/json", False),
        ("text/plain; was=application/x-www-form-urlencoded", False),
        ("", False),
    ],
)
def test_a_form_is_declared_by_its_media_type(content_type: str, expected: bool) -> None:
    assert is_form(Headers([("content-type", content_type)])) is expected


def test_a_message_without_a_content_type_has_no_media_type() -> None:
    assert media_type(Headers()) == ""
