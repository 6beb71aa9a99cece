import re

import pytest

from ringback.cassette.redaction.known.character_patterns import (
    any_case,
    base64_core,
    encode_text,
    hexadecimal,
)


@pytest.mark.parametrize(
    "spelling",
    ["a", "A", "%61", "%41", "%2561", "=61", "&#97;", "&#x61;", "&amp;#0097", "\\u0061", "\\x61"],
)
def test_a_character_is_found_in_every_spelling(spelling: str) -> None:
    assert re.fullmatch(any_case("a"), spelling)


@pytest.mark.parametrize("other", ["b", "%62", "&#970;", "\\u0062", ""])
def test_another_character_is_not_found(other: str) -> None:
    assert not re.fullmatch(any_case("a"), other)


@pytest.mark.parametrize("between", ["", "\n", "\r\n", "%0A", "\\n"], ids=repr)
def test_base64_may_be_broken_into_lines(between: str) -> None:
    assert re.fullmatch(base64_core("YWJj"), between.join("YWJj"))


def test_hexadecimal_digits_have_either_case() -> None:
    assert re.fullmatch(hexadecimal("1f"), "1F")


@pytest.mark.parametrize(
    ("text", "encoded"),
    [("a", [b"a"]), ("\xe9", [b"\xc3\xa9", b"\xe9"]), ("\u0436", [b"\xd0\xb6"])],
    ids=["ASCII", "Latin-1", "beyond Latin-1"],
)
def test_a_text_is_encoded_as_clients_do(text: str, encoded: list[bytes]) -> None:
    assert encode_text(text) == encoded
