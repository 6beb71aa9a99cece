import base64

import pytest

from ringback.http.basic_auth import BasicCredentials, decode, decode_leniently, encode, parse


def header(pair: bytes) -> str:
    return f"Basic {base64.b64encode(pair).decode()}"


@pytest.mark.parametrize(
    ("value", "credentials"),
    [
        ("Basic dTpw", BasicCredentials(b"u", b"p")),
        ("bAsIc  dTpw ", BasicCredentials(b"u", b"p")),
        (header(b"u:p:q"), BasicCredentials(b"u", b"p:q")),
        (header(b":"), BasicCredentials(b"", b"")),
        (header(b"\xff:\xfe"), BasicCredentials(b"\xff", b"\xfe")),
    ],
    ids=["plain", "case and blanks", "colon in the password", "empty", "bytes"],
)
def test_credentials_are_parsed(value: str, credentials: BasicCredentials) -> None:
    assert parse(value) == credentials


@pytest.mark.parametrize(
    "value",
    [None, "", "Basic", "Basic ?", "Basic é", "Basic dXA=", "Basic dTpwcA", "Bearer dTpw"],
    ids=[
        "absent",
        "empty",
        "no token",
        "no base64",
        "no ASCII",
        "no colon",
        "no padding",
        "scheme",
    ],
)
def test_anything_else_has_no_credentials(value: str | None) -> None:
    assert parse(value) is None


@pytest.mark.parametrize("token", ["dTo_fj9-", "dTo/fj9+", "dTpwcA", "dTpwcA=="])
def test_a_token_may_be_decoded_leniently(token: str) -> None:
    credentials = decode_leniently(token)

    assert credentials is not None
    assert credentials.user == b"u"


@pytest.mark.parametrize("token", ["?", "é", "dXA="])
def test_lenient_decoding_still_needs_base64_and_a_colon(token: str) -> None:
    assert decode_leniently(token) is None


def test_parse_reverses_encode() -> None:
    assert encode("u", "p") == "Basic dTpw"
    assert parse(encode("ü", "ß:x")) == BasicCredentials("ü".encode(), "ß:x".encode())
    assert decode("dTpw") == BasicCredentials(b"u", b"p")


def test_a_password_is_not_in_the_repr() -> None:
    assert "hunter2" not in repr(BasicCredentials(b"u", b"hunter2"))
