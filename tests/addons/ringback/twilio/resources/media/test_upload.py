import pytest

from ringback.http.messages import Headers, Request
from ringback.twilio.resources.media import upload
from ringback.twilio.resources.media.upload import Upload, read_upload
from ringback.twilio.values.faults import REQUEST_TOO_LARGE, missing_parameter
from ringback.twilio.values.file_content import FileContent

PNG = b"\x89PNG\r\n--x\r\n"
FORM = "multipart/form-data; boundary=b"


def request(body: bytes, content_type: str | None, query: str = "") -> Request:
    headers = Headers([("Content-Type", content_type)] if content_type is not None else [])
    return Request("POST", "https", "mcs.us1.twilio.com", 443, f"/v1{query}", headers, body)


def part(disposition: str, content: bytes, *headers: str) -> bytes:
    head = "\r\n".join(["--b", f"Content-Disposition: form-data; {disposition}", *headers])
    return head.encode() + b"\r\n\r\n" + content + b"\r\n"


def form(*parts: bytes) -> Request:
    return request(b"".join(parts) + b"--b--\r\n", FORM)


FILE = part('name="Media"; filename="a.png"', PNG, "Content-Type: image/png")


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        (
            request(PNG, "image/png"),
            Upload(FileContent(PNG, "image/png"), None, None, None),
        ),
        (
            request(PNG, None, "?Filename=a.png&Author=bob&Category=history"),
            Upload(FileContent(PNG, "application/octet-stream"), "a.png", "bob", "history"),
        ),
        (
            request(b"a=1", "application/x-www-form-urlencoded", "?Category=other&Author="),
            Upload(FileContent(b"a=1", "application/x-www-form-urlencoded"), None, None, None),
        ),
        (
            form(FILE),
            Upload(FileContent(PNG, "image/png"), "a.png", None, None),
        ),
        (
            form(
                part('name="Author"', b"bob"),
                part('name="FileName"', b"b.png"),
                part('name="category"', b"body"),
                FILE,
            ),
            Upload(FileContent(PNG, "image/png"), "b.png", "bob", "body"),
        ),
        (
            form(part('name="x"', b"y"), part('name="file"', b"text")),
            Upload(FileContent(b"text", "application/octet-stream"), None, None, None),
        ),
        (
            form(part('name="anything"; filename="e"', b"")),
            Upload(FileContent(b"", "application/octet-stream"), "e", None, None),
        ),
    ],
    ids=["raw", "query", "a form's type", "multipart", "fields", "no file name", "an empty file"],
)
def test_a_file_is_the_body_or_a_part(sent: Request, found: Upload) -> None:
    assert read_upload(sent) == found


@pytest.mark.parametrize(
    "sent",
    [
        request(b"", "image/png"),
        request(b"", FORM),
        request(b"nothing", FORM),
        form(part('name="Author"', b"bob")),
    ],
    ids=["no body", "an empty form", "no parts", "no file"],
)
def test_a_request_without_a_file_is_refused(sent: Request) -> None:
    assert read_upload(sent) == missing_parameter("Media")


def test_a_file_can_be_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "LARGEST_FILE", len(PNG) - 1)

    assert read_upload(request(PNG, "image/png")) is REQUEST_TOO_LARGE
    assert isinstance(read_upload(request(PNG[:-1], "image/png")), Upload)
