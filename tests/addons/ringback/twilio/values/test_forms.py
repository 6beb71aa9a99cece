import pytest

from ringback.http.messages import Headers, Request
from ringback.twilio.values.forms import Form, body_form, parse_form, readable

URLENCODED = "application/x-www-form-urlencoded"


def request(body: bytes, content_type: str | None) -> Request:
    headers = Headers([("Content-Type", content_type)] if content_type is not None else [])
    return Request("POST", "https", "conversations.twilio.com", 443, "/", headers, body)


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
def test_a_form_is_read(text: str, name: str, values: tuple[str, ...]) -> None:
    assert parse_form(text).all(name) == values


def test_of_two_copies_the_first_counts() -> None:
    form = parse_form("A=1&A=2")

    assert form.first("A") == "1"
    assert form.first("B") is None


def test_parameters_can_be_left_out() -> None:
    form = parse_form("A=1&A=2&B=3").without("B", "C")

    assert list(form) == ["A"]
    assert form.all("A") == ("1", "2")


@pytest.mark.parametrize(
    "content_type", [URLENCODED, f"{URLENCODED}; charset=utf-8", URLENCODED.upper()]
)
def test_a_form_is_known_by_its_content_type(content_type: str) -> None:
    form, remark = body_form(request(b"A=\xc3\xa9&B=\xff", content_type))

    assert (form.first("A"), form.first("B"), remark) == ("é", "\ufffd", None)


@pytest.mark.parametrize(
    ("content_type", "said"),
    [
        ("application/json", "is application/json"),
        ("multipart/form-data; boundary=x", "is multipart/form-data"),
        (None, "has no Content-Type"),
    ],
)
def test_another_body_has_no_parameters_and_that_is_said(
    content_type: str | None, said: str
) -> None:
    form, remark = body_form(request(b"A=1", content_type))

    assert list(form) == []
    assert remark is not None
    assert said in remark


def test_no_body_needs_no_content_type() -> None:
    form, remark = body_form(request(b"", None))

    assert list(form) == []
    assert remark is None


def test_bytes_of_a_target_that_are_not_utf_8_are_replaced() -> None:
    assert readable("/é/\udcff") == "/é/\ufffd"


def test_a_form_is_made_of_pairs() -> None:
    assert Form([("A", "1")]).first("A") == "1"
