from base64 import b64encode, encodebytes, urlsafe_b64encode
from collections.abc import Callable

import pytest

from ringback.cassette.redaction.personal.base64_text import (
    break_lines_like,
    decode_base64,
    encode_base64_like,
)

TEXT = "¿Qué tal, Ada? ÿÿÿ"


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
@pytest.mark.parametrize("padding", ["=", ""])
def test_a_text_is_decoded_and_encoded_in_its_variant(
    encode: Callable[[bytes], bytes], padding: str
) -> None:
    run = encode(TEXT.encode()).decode().rstrip("=" if not padding else "")

    assert decode_base64(run) == TEXT
    assert encode_base64_like(TEXT, run) == run


@pytest.mark.parametrize("run", ["AAECAwQFBgcI", "/////////////", "abcde"])
def test_what_is_binary_or_no_base64_is_no_text(run: str) -> None:
    assert decode_base64(run) is None


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_broken_as_they_were(end: str) -> None:
    lines = encodebytes(b"a" * 200).decode().replace("\n", end)

    assert break_lines_like("".join(lines.split()), lines) == lines
    assert break_lines_like("".join(lines.split()), lines.rstrip()) == lines.rstrip()


def test_one_line_stays_one() -> None:
    assert break_lines_like("YWJjZA==", "ZWZnaA==") == "YWJjZA=="
