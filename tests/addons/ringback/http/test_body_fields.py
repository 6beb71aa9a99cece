import json

from ringback.http.body_fields import (
    describe_body,
    label_pairs,
    list_fields,
    list_fields_as,
)
from ringback.http.json_values import Field
from tests.support.cassettes.exchanges import FORM, JSON


def fields(body: bytes, content_type: str, *ignored: str) -> dict[str, str]:
    found = list_fields(body, content_type, ignored)
    return {label: field.text for label, field in found.items()}


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


def test_describe_body_shows_text_and_counts_other_bytes() -> None:
    assert (describe_body(b"a"), describe_body(b"\xff")) == ('"a"', "1 bytes")


PARTS = (
    b'--b\r\nContent-Disposition: form-data; name="Name"\r\n\r\nAda\r\n'
    b'--b\r\nContent-Disposition: form-data; name="File"; filename="a.bin"\r\n'
    b"Content-Type: image/png\r\n\r\n\xff\x00\r\n--b--\r\n"
)


def test_parts_are_labelled_by_name_with_their_file_name_and_type() -> None:
    assert fields(PARTS, "multipart/form-data; boundary=b") == {
        "File": "2 bytes",
        "File (file name)": '"a.bin"',
        "File (type)": '"image/png"',
        "Name": '"Ada"',
    }
    assert fields(PARTS, "multipart/form-data; boundary=b", "File") == {"Name": '"Ada"'}


def test_expanded_fields_show_the_values_in_json_and_tell_bytes_apart() -> None:
    form = list_fields_as("form", b'A={"a":{"b":1}}&B=[]&C={', None, expanded=True)
    parts = list_fields_as("multipart", PARTS, None, expanded=True)

    assert form == {"A.a.b": Field("b", "1"), "B": Field("B", "[]"), "C": Field("C", '"{"')}
    assert parts["File"].text == "2 bytes, SHA-256 ea5dbf9596d1"
