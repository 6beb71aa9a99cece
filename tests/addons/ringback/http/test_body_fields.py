import json

import pytest

from ringback.http.body_fields import (
    Field,
    describe_body,
    label_pairs,
    list_fields,
    parse_body,
    quote,
    sort_pairs,
)
from tests.support.exchanges import FORM, JSON


def fields(body: bytes, content_type: str, *ignored: str) -> dict[str, str]:
    found = list_fields(body, content_type, ignored)
    return {label: field.text for label, field in found.items()}


def test_pairs_are_sorted_by_name_and_equal_names_keep_their_order() -> None:
    assert sort_pairs("b=2&a=9&b=1&a=&c") == (
        ("a", "9"),
        ("a", ""),
        ("b", "2"),
        ("b", "1"),
        ("c", ""),
    )


def test_pairs_are_decoded() -> None:
    assert sort_pairs("a%20b=c+d%C3%A9&x=%FF") == (("a b", "c dé"), ("x", "\udcff"))


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"a=b", FORM, "form"),
        (b"a=b", FORM.upper() + "; charset=utf-8", "form"),
        (b"{}", "application/json;charset=utf-8", "json"),
        (b"{", JSON, "bytes"),
        (b'{"a": 1, "a": 2}', JSON, "bytes"),
        (b'[{"a": {"b": 1, "c": 2, "b": 1}}]', JSON, "bytes"),
        (b"\xff", JSON, "bytes"),
        (b"[" * 100_000, JSON, "bytes"),
        (b"{}", "text/plain", "bytes"),
        (b"{}", None, "bytes"),
        (b"", JSON, "none"),
        (b"", None, "none"),
    ],
    ids=[
        "form",
        "charset",
        "JSON",
        "no JSON",
        "a name twice",
        "a name twice within",
        "no text",
        "deep",
        "text",
        "untyped",
        "empty",
        "none",
    ],
)
def test_the_content_type_decides_the_kind_of_a_body(
    body: bytes, content_type: str | None, kind: str
) -> None:
    assert parse_body(body, content_type)[0] == kind


def test_form_fields_are_labelled_by_name_and_number() -> None:
    assert fields(b"b=2&a=1&b=3", FORM) == {"a": '"1"', "b": '"2"', "b[2]": '"3"'}


def test_json_fields_are_labelled_by_path() -> None:
    document = {"a": {"b": ["x", {"c": None}]}, "d": [], "e": {}, "f.g": 1.0, "": True, "h": "1"}

    assert fields(json.dumps(document).encode(), JSON) == {
        "a.b[0]": '"x"',
        "a.b[1].c": "null",
        "d": "[]",
        "e": "{}",
        '["f.g"]': "1",
        '[""]': "true",
        "h": '"1"',
    }


def test_a_json_scalar_is_labelled_body() -> None:
    assert fields(b"NaN", JSON) == {"body": "NaN"}
    assert fields(b"1.5", JSON) == {"body": "1.5"}


def test_other_bodies_are_one_field() -> None:
    assert fields(b"text", "text/plain") == {"body": '"text"'}
    assert fields(b"\xff\xfe", "") == {"body": "2 bytes"}
    assert fields(b"", JSON) == {}


def test_a_field_has_the_name_that_ignores_it() -> None:
    document = b'{"a": {"b": ["x"]}}'

    assert list_fields(document, JSON)["a.b[0]"].name == "b"
    assert list_fields(b"a=1&a=2", FORM)["a[2]"].name == "a"
    assert list_fields(b"x", None)["body"].name is None


def test_ignored_fields_are_left_out() -> None:
    assert fields(b"a=1&b=2", FORM, "a") == {"b": '"2"'}
    assert fields(b'{"a": 1, "b": {"a": 2, "c": 3}}', JSON, "a") == {"b.c": "3"}
    assert label_pairs((("a", "1"), ("b", "2")), {"a"}) == {"b": Field("b", '"2"')}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Ada", '"Ada"'), ("é🎭", '"é🎭"'), ('"\n', '"\\"\\n"'), ("\udcff", '"\\\\udcff"')],
)
def test_quote_escapes_what_cannot_be_printed(text: str, expected: str) -> None:
    assert quote(text) == expected


def test_describe_body_shows_text_and_counts_other_bytes() -> None:
    assert (describe_body(b"a"), describe_body(b"\xff")) == ('"a"', "1 bytes")
