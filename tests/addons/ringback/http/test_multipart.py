import pytest

from ringback.http.multipart import find_all_parts, is_multipart, parse_multipart
from tests.support.endless import guard_against_endless_work

TYPE = "multipart/form-data; boundary=b"


def body_of(disposition: bytes, content: bytes = b"v", newline: bytes = b"\r\n") -> bytes:
    lines = (b"--b", b"Content-Disposition: form-data; " + disposition, b"", content, b"--b--", b"")
    return newline.join(lines)


@pytest.mark.parametrize(
    "disposition",
    [
        b'name="Password"',
        b"name=Password",
        b"name = Password",
        b'NAME="Password"',
        b"name*=utf-8''Pass%77ord",
        b"name*0=Pass; name*1=word",
        b'filename="x;name=y"; name="Password"',
        b'filename="x\\";name=y"; name="Password"',
        b'\r\n name="Password"',
    ],
)
def test_a_name_is_found_in_every_legal_spelling(disposition: bytes) -> None:
    (part,) = parse_multipart(body_of(disposition), TYPE)

    assert (part.name, part.content) == ("Password", b"v")


def test_a_name_is_decoded() -> None:
    assert parse_multipart(body_of('name="é"'.encode()), TYPE)[0].name == "é"
    assert parse_multipart(body_of(b'name="\xff"'), TYPE)[0].name == "\ufffd"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"first\n--second",
        b"-----END CERTIFICATE-----\r\n-----BEGIN PRIVATE KEY-----",
        b"--bb",
        b"x--b",
        b"\r\n\r\nx\r\n",
        b"\x00\xff\n",
    ],
)
@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
def test_a_part_ends_at_its_boundary_only(content: bytes, newline: bytes) -> None:
    body = body_of(b"name=a", content, newline)
    (part,) = parse_multipart(body, TYPE)

    assert part.content == content or (newline == b"\n" and part.content == content.rstrip(b"\r"))
    assert body[part.start : part.end] == part.content


def test_parts_keep_their_order_headers_and_places() -> None:
    body = (
        b"preamble\r\n--b \r\nX-A: 1\r\nContent-Disposition: form-data; name=a; filename=f\r\n\r\n1"
        b"\r\n--b\r\n\r\n2\r\n--b\r\nX-B: 1\r\n--b\r\n--b--\r\nepilogue"
    )
    parts = parse_multipart(body, TYPE)

    assert [part.name for part in parts] == ["a", None, None, None]
    assert [part.content for part in parts] == [b"1", b"2", b"", b""]
    assert (parts[0].filename, parts[0].headers["x-a"]) == ("f", "1")
    assert all(body[part.start : part.end] == part.content for part in parts)


@pytest.mark.parametrize("content_type", [None, "", "multipart/form-data", TYPE[:-1] + "other"])
def test_the_first_line_is_the_boundary_if_none_is_declared(content_type: str | None) -> None:
    assert parse_multipart(body_of(b"name=a"), content_type)[0].content == b"v"


def test_a_part_that_is_cut_off_is_a_part() -> None:
    body = body_of(b"name=a").removesuffix(b"\r\n--b--\r\n")

    assert parse_multipart(body, TYPE)[0].content == b"v"


@pytest.mark.parametrize("body", [b"", b"x", b"a=1\r\n--b", b"--", b"\xff" * 1000])
def test_a_body_without_parts_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="no part"):
        parse_multipart(body, "multipart/form-data; boundary=c")


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [("Multipart/Mixed", True), (TYPE, True), ("text/plain", False), (None, False)],
)
def test_a_content_type_declares_parts(content_type: str | None, expected: bool) -> None:
    assert is_multipart(content_type) is expected


def list_contents(body: bytes, content_type: str | None = TYPE) -> list[bytes]:
    return [part.content for part in find_all_parts(body, content_type)]


@pytest.mark.parametrize(
    "disposition",
    [
        b"name=Password",
        b'name="Password"',
        b"NAME = Password",
        b'filename="x;name=y"; name="Password"',
        b"name*=utf-8''Password",
        b"name*=utf-8''Pass%77ord",
        b'name*0="Pass"; name*1="word"',
        b'name="Pass\\word"',
        b'name="Password',
        b'filename="a\\"; b"; name=Password',
        b"name=" + b"x" * 10_000 + b"; name=Password",
        b"name*" + b"9" * 5000 + b"=x; name=Password",
        b"name*=a\0b''x; name=Password",
        b"name=a\r\nContent-Disposition: form-data; name=Password",
    ],
)
def test_a_possible_name_is_read_from_every_spelling(disposition: bytes) -> None:
    (part, _) = find_all_parts(body_of(b"\r\n " + disposition), TYPE)

    assert "Password" in part.possible_names
    assert part.content == b"v"


@pytest.mark.parametrize("content_type", ["", "text/plain", None, "multipart/mixed; boundary=x"])
def test_parts_are_found_whatever_is_declared(content_type: str | None) -> None:
    body = b"preamble\n" + body_of(b"name=a")

    assert list_contents(body, content_type)[0] == b"v"


def test_parts_behind_the_last_delimiter_are_found_but_not_parsed() -> None:
    body = body_of(b"name=a") + body_of(b"name=c", b"w")

    assert list_contents(body)[0::2] == [b"v", b"w"]
    assert len(parse_multipart(body, TYPE)) == 1


def test_a_part_without_any_delimiter_is_found() -> None:
    assert list_contents(b"Content-Disposition: form-data; name=a\r\n\r\nv\r\n-") == [b"v\r\n-"]


@pytest.mark.parametrize("body", [b"", b"a: b", b"---\na: b\n---\n", b"--b\r\n\r\nv"])
def test_another_body_has_no_parts(body: bytes) -> None:
    assert find_all_parts(body, "text/plain") == ()


@pytest.mark.parametrize(
    "body",
    [
        b"--b" + b" " * 1_000_000 + b"x",
        b"--" + b" " * 1_000_000 + b"x\nContent-Disposition:",
        body_of(b"name" + b" " * 1_000_000),
        body_of(b'name="' + b";" * 1_000_000),
        body_of(b"a=b;" * 250_000),
        body_of(b"name=" * 200_000),
        body_of(b"name*" + b"9" * 1_000_000),
        b"--b\n" + b" \n" * 300_000,
        b"--b\nContent-Disposition" + b" " * 1_000_000,
    ],
    ids=lambda body: body[:30].decode(),
)
def test_a_hostile_body_takes_linear_time(body: bytes) -> None:
    with guard_against_endless_work():
        for part in find_all_parts(body, TYPE):
            assert len(part.possible_names) <= 10
