import pytest

from ringback.http.body_kinds import declared_kind, parse_as, parse_body, sort_pairs
from tests.support.cassettes.exchanges import FORM, JSON


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
        (b"{}", "application/vnd.example+json; charset=utf-8", "json"),
        (b"{}", "REDACTED", "bytes"),
        (b"x", "multipart/form-data; boundary=b", "bytes"),
        (b"--b\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b", "multipart"),
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
        "+json",
        "placeholder",
        "no parts",
        "parts",
        "empty",
        "none",
    ],
)
def test_the_content_type_decides_the_kind_of_a_body(
    body: bytes, content_type: str | None, kind: str
) -> None:
    assert parse_body(body, content_type)[0] == kind


@pytest.mark.parametrize("content_type", [None, "", "REDACTED", "[REDACTED]", "  "])
def test_a_placeholder_declares_no_kind(content_type: str | None) -> None:
    assert declared_kind(content_type) is None


@pytest.mark.parametrize(
    ("one", "other", "are_equal"),
    [
        (b'A={"a":1,"b":2}', b'A=%7B"b":%202,%20"a":1.0%7D', True),
        (b"A=[1,2]", b"A=[2,1]", False),
        (b'A={"a":1}', b'A={"a":"1"}', False),
        (b"A=1", b"A=1.0", False),
        (b"A={", b"A=%7B", True),
        (b'A={"a":1,"a":2}', b'A={"a":2}', False),
    ],
)
def test_json_in_a_form_field_is_compared_as_a_value(
    one: bytes, other: bytes, are_equal: bool
) -> None:
    assert (parse_body(one, FORM) == parse_body(other, FORM)) is are_equal


def test_a_name_within_the_json_of_a_form_field_can_be_ignored() -> None:
    one, other = (parse_body(b'A={"a":1,"b":%s}' % b, FORM, {"b"}) for b in (b"1", b"2"))

    assert one == other


def test_hostile_nesting_in_a_form_field_is_text() -> None:
    value = b"[" * 100_000 + b"]" * 100_000

    assert parse_as("form", b"A=" + value, None) == ("form", (("A", value.decode()),))


def _parts(boundary: str, content: str, name: str = "A", headers: str = "") -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"'
    text = f"--{boundary}\r\n{disposition}{headers}\r\n\r\n{content}\r\n--{boundary}--\r\n"
    return text.encode()


@pytest.mark.parametrize(
    ("other", "are_equal"),
    [
        (_parts("y", '{"a":1,"b":2}'), True),
        (_parts("y", '{"b": 2, "a": 1}'), True),
        (_parts("y", '{"b": 2, "a": 2}'), False),
        (_parts("y", '{"a":1,"b":2}', "B"), False),
        (_parts("y", '{"a":1,"b":2}', headers="; filename=x"), False),
        (_parts("y", '{"a":1,"b":2}', headers="\r\nContent-Type: text/x"), False),
    ],
    ids=["boundary", "JSON", "value", "name", "file name", "type"],
)
def test_parts_are_compared_without_their_boundary(other: bytes, are_equal: bool) -> None:
    one = parse_body(_parts("x", '{"a":1,"b":2}'), "multipart/form-data; boundary=x")

    assert (one == parse_body(other, 'multipart/form-data; boundary="y"')) is are_equal
