import base64

import pytest

from ringback.cassette.redaction.known.secret_spellings import (
    MINIMUM_LENGTH,
    PART,
    STEP,
    SecretSpellings,
)

PLAIN = "6c1f0b7be2a94d58a7f3350d9e84c21f"


@pytest.mark.parametrize(
    "text",
    [PLAIN, PLAIN.upper(), PLAIN.encode().hex(), base64.b64encode(b"ab" + PLAIN.encode()).decode()],
    ids=["plain", "upper case", "hexadecimal", "base64"],
)
def test_a_secret_occurs_without_an_escape(text: str) -> None:
    spellings = SecretSpellings(PLAIN)

    assert spellings.occurs_in(f"before {text} behind")
    assert not spellings.occurs_in(f"before {text[::-1]} behind")


@pytest.mark.parametrize("offset", range(STEP))
def test_each_occurrence_has_a_part_at_one_of_the_places_that_are_checked(offset: int) -> None:
    secret = "a-secret-of-16.."
    assert len(secret) == MINIMUM_LENGTH
    text = "-" * offset + secret

    checked = {text[at : at + PART] for at in range(0, len(text), STEP)}

    assert checked & set(SecretSpellings(secret).parts)


def test_base64_around_a_secret_is_replaced_with_it() -> None:
    everything = base64.b64encode(f"{'user' * 20}:{PLAIN}".encode()).decode()

    assert SecretSpellings(PLAIN).redact(f"X-Basic: {everything}; q") == "X-Basic: REDACTED; q"


def test_a_secret_twice_in_one_base64_text_is_replaced_once() -> None:
    token = base64.b64encode(PLAIN.encode() * 2).decode()

    assert SecretSpellings(PLAIN).redact(f"{token} {token}") == "REDACTED REDACTED"


def test_an_escape_before_base64_stays_whole() -> None:
    token = base64.b64encode(PLAIN.encode()).decode()

    assert SecretSpellings(PLAIN).redact(f"a%22{token}%22") == "a%22REDACTED%22"


def test_a_long_run_of_base64_takes_linear_time() -> None:
    token = base64.b64encode(PLAIN.encode()).decode()

    assert (
        SecretSpellings(PLAIN).redact("A" * 2_000_000 + "%" + token)
        == "A" * 2_000_000 + "%REDACTED"
    )


def test_many_runs_of_base64_are_each_read_once() -> None:
    token = base64.b64encode(PLAIN.encode()).decode()
    # Quadratic time would be hours.
    text = ("A" * 4_000 + "!" + token) * 1_000

    assert SecretSpellings(PLAIN).redact(text) == ("A" * 4_000 + "!REDACTED") * 1_000
