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
        ("multipart/mixed; boundary=x", "is multipart/mixed"),
        ("multipart/form-data; boundary=x", "No part of the multipart/form-data body was found"),
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


MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="A"\r\n\r\n1=2&3\r\n'
    b'--x\r\nContent-Disposition: form-data; name="A"\r\n\r\n\xc3\xa9\xff\r\n'
    b'--x\r\nContent-Disposition: form-data; name="Empty"\r\n\r\n\r\n'
)
FILE = b'--x\r\nContent-Disposition: form-data; name="F"; filename="f.txt"\r\n\r\nfile\r\n'


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data; boundary=x",
        'Multipart/Form-Data; Boundary="x"',
        "multipart/form-data",
        "multipart/form-data; boundary=other",
    ],
)
def test_the_parts_of_a_multipart_form_are_its_parameters(content_type: str) -> None:
    form, remark = read_body_form(request(MULTIPART + b"--x--\r\n", content_type))

    assert remark is None
    assert {name: form.all(name) for name in form} == {"A": ("1=2&3", "é\ufffd"), "Empty": ("",)}


def test_the_files_of_a_multipart_form_are_no_parameters() -> None:
    body = MULTIPART + FILE + b"--x--\r\n"
    form, remark = read_body_form(request(body, "multipart/form-data; boundary=x"))

    assert list(form) == ["A", "Empty"]
    assert remark == "The body's files were not read, as no parameter here is a file: 'F'."


def test_no_body_needs_no_content_type() -> None:
    form, remark = read_body_form(request(b"", None))

    assert list(form) == []
    assert remark is None
