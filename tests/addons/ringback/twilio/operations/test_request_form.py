import pytest

from ringback.http.messages import Headers, Request
from ringback.twilio.operations.request_form import read_body_form

URLENCODED = "application/x-www-form-urlencoded"


def request(body: bytes, content_type: str | None) -> Request:
    headers = Headers([("Content-Type", content_type)] if content_type is not None else [])
    return Request("POST", "https", "conversations.twilio.com", 443, "/", headers, body)


@pytest.mark.parametrize(
    "content_type", [URLENCODED, f"{URLENCODED}; charset=utf-8", URLENCODED.upper()]
)
def test_a_form_is_known_by_its_content_type(content_type: str) -> None:
    form, remark = read_body_form(request(b"A=\xc3\xa9&B=\xff", content_type))

    assert (form.first("A"), form.first("B"), remark) == ("é", "\ufffd", None)


@pytest.mark.parametrize(
    ("content_type", "said"),
    [
        ("application/json", "is application/json"),
        ("multipart/form-data; boundary=x", "is multipart/form-data"),
        (None, "has no Content-Type"),
    ],
)
def test_a_body_of_another_type_has_no_parameters_and_a_note(
    content_type: str | None, said: str
) -> None:
    form, remark = read_body_form(request(b"A=1", content_type))

    assert list(form) == []
    assert remark is not None
    assert said in remark


def test_no_body_needs_no_content_type() -> None:
    form, remark = read_body_form(request(b"", None))

    assert list(form) == []
    assert remark is None
