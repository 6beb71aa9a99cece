from base64 import a85encode, b85encode

import pytest

from ringback.cassette.redaction.content.disguised_secrets import occurs_disguised
from tests.support.cassettes.exchanges import TOKEN

WIDE = "".join(chr(ord(character) + 0xFEE0) for character in TOKEN)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN[::-1],
        " ".join(TOKEN),
        "-".join(TOKEN[at : at + 4] for at in range(0, 32, 4)),
        f"{TOKEN[:16]}, {TOKEN[16:]}",
        f"{TOKEN[:16]}\n  {TOKEN[16:].upper()}",
        TOKEN.encode().hex(":"),
        WIDE,
        "\uff0d".join(WIDE),
    ],
)
def test_a_disguised_secret_is_found(text: str) -> None:
    assert occurs_disguised(f"note: {text}.", [TOKEN])


@pytest.mark.parametrize("encode", [a85encode, b85encode])
@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "abcd"])
def test_base85_is_found_at_every_offset(before: str, encode: type[bytes]) -> None:
    encoded = encode(f"{before}{TOKEN}:rest".encode()).decode()

    assert occurs_disguised(f'{{"a": "{encoded}"}}', [TOKEN])
    assert occurs_disguised(f"{encoded[:20]}\r\n{encoded[20:]}", [TOKEN])


@pytest.mark.parametrize(
    "text",
    ["", TOKEN[:-1], TOKEN[1:][::-1], "REDACTED", "\u5b57" * 40, "x" * 40_000, "\uff21" * 20_000],
)
def test_other_text_has_none(text: str) -> None:
    assert not occurs_disguised(text, [TOKEN])


@pytest.mark.parametrize("secret", ["our-support-service-team", "correct horse battery 1"])
def test_words_are_not_looked_for(secret: str) -> None:
    assert not occurs_disguised(secret.replace("-", " "), [secret])


def test_a_secret_in_several_pieces_of_a_long_text_is_found() -> None:
    assert occurs_disguised("\uff21" * 16_370 + WIDE, [TOKEN])
