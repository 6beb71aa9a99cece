import pytest

from ringback.http.wide_text import decode_wide, narrow

TEXT = '{"name": "Zoë 🎭"}'
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("times", [1, 5_000], ids=["short", "long"])
def test_a_text_is_decoded_and_encoded_again(encoding: str, times: int) -> None:
    body = (TEXT * times).encode(encoding)

    wide = decode_wide(body)

    assert wide is not None
    assert wide.text == TEXT * times
    assert wide.encode(wide.text) == body


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfea\0\0\0", id="a NUL"),
        pytest.param(b"\xff\xfea", id="half a character"),
        pytest.param(b"a\0\0\xdcb\0c", id="binary"),
    ],
)
def test_anything_else_is_not(body: bytes) -> None:
    assert decode_wide(body) is None


def test_a_body_in_utf_16_is_narrowed_and_any_other_stays() -> None:
    assert narrow(TEXT.encode("utf-16")) == narrow(TEXT.encode()) == TEXT.encode()
    assert narrow(b"a\0\0\xdcb\0c") == b"a\0\0\xdcb\0c"
