import base64
import html
import json
import textwrap
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringback.cassette.redaction.known.known_secrets import KnownSecrets
from ringback.cassette.redaction.known.secret_spellings import SecretSpellings
from tests.support.cassettes.secret_scanner import find_leaks
from tests.support.cassettes.secret_scanner import list_spellings as all_spellings

PLAIN = "6c1f0b7be2a94d58a7f3350d9e84c21f"
# Contains every character that JSON, forms and URLs escape.
AWKWARD = 'k"9/+\\&=%z<Qw7>{s;4}:#?@!|~^ é$*'


def known(*secrets: str) -> KnownSecrets:
    found = KnownSecrets()
    for secret in secrets:
        found.remember(secret)
    return found


def in_json(secret: str, ascii_only: bool = True) -> str:
    return json.dumps(secret, ensure_ascii=ascii_only)[1:-1]


def in_lines(secret: str, width: int) -> str:
    return "\n".join(textwrap.wrap(base64.b64encode(secret.encode()).decode(), width))


SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "percent": lambda secret: quote(secret, safe=""),
    "percent of everything": lambda secret: "".join(f"%{byte:02x}" for byte in secret.encode()),
    "percent of Latin-1": lambda secret: quote(secret.encode("latin-1"), safe=""),
    "percent of percent": lambda secret: quote(quote(secret, safe=""), safe=""),
    "form": quote_plus,
    "JSON": in_json,
    "JSON in UTF-8": lambda secret: in_json(secret, ascii_only=False),
    "JSON in JSON": lambda secret: in_json(in_json(secret)),
    "JSON with escaped slashes": lambda secret: in_json(secret).replace("/", "\\/"),
    "JSON of everything": lambda secret: "".join(f"\\u{ord(one):04X}" for one in secret),
    "JSON in a form": lambda secret: quote_plus(in_json(secret)),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 of Latin-1": lambda secret: base64.b64encode(secret.encode("latin-1")).decode(),
    "base64url": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
    "base64 in a form": lambda secret: quote_plus(base64.b64encode(secret.encode()).decode()),
    "credentials": lambda secret: base64.b64encode(f"AC1:{secret}".encode()).decode(),
    "base64 in lines": lambda secret: in_lines(secret, 20),
    "base64 in lines in JSON": lambda secret: in_json(in_lines(secret, 20)),
    "hexadecimal": lambda secret: secret.encode().hex(),
    "HEXADECIMAL": lambda secret: secret.encode().hex().upper(),
    "HTML": lambda secret: html.escape(secret),
    "HTML of everything": lambda secret: "".join(f"&#{ord(one)};" for one in secret),
    "hexadecimal HTML": lambda secret: "".join(f"&#x{ord(one):04X};" for one in secret),
    "HTML of HTML": lambda secret: html.escape("".join(f"&#{ord(one)};" for one in secret)),
    "credentials and more": lambda secret: base64.b64encode(f"ab:{secret}:c".encode()).decode(),
}


@pytest.mark.parametrize("secret", [PLAIN, AWKWARD], ids=["plain", "awkward"])
@pytest.mark.parametrize("name", SPELLINGS)
def test_a_secret_is_replaced_in_every_spelling(name: str, secret: str) -> None:
    spelt = SPELLINGS[name](secret)

    text = known(secret).redact(f'{{"a": "before {spelt} behind"}}')

    assert text == '{"a": "before REDACTED behind"}'


@pytest.mark.parametrize("secret", [PLAIN, AWKWARD], ids=["plain", "awkward"])
@pytest.mark.parametrize("name", SPELLINGS)
def test_a_secret_is_found_in_every_spelling(name: str, secret: str) -> None:
    text = f"before {SPELLINGS[name](secret)} behind"

    assert known(secret).occur_in(text)
    assert not known(secret[::-1]).occur_in(text)


@settings(max_examples=20)
@given(
    st.text(st.characters(max_codepoint=0xFF, exclude_categories=["Cc"]), min_size=16, max_size=40),
    st.text(max_size=20),
)
def test_no_spelling_of_any_secret_is_left(secret: str, around: str) -> None:
    secrets = known(secret)
    texts = {
        name: secrets.redact(f"{around} {spelt.decode('latin-1')} {around}").encode()
        for name, spelt in all_spellings(secret)
        if not name.startswith("base64")  # of which only a part is given
    }

    assert find_leaks({"secret": secret}, texts) == []


def test_several_secrets_are_replaced() -> None:
    assert known(PLAIN, AWKWARD).redact(f"{AWKWARD},{PLAIN},{PLAIN}") == ",".join(["REDACTED"] * 3)


def test_a_secret_beyond_latin_1_is_replaced() -> None:
    secret = "пароль-пароль-🔑🔑🔑"

    assert known(secret).redact(f"{secret} {json.dumps(secret)} {quote(secret)}") == (
        'REDACTED "REDACTED" REDACTED'
    )


def test_a_short_secret_is_ignored() -> None:
    assert known("t", "fifteen-letters").redact("t fifteen-letters") == "t fifteen-letters"


def test_a_text_without_a_secret_is_unchanged() -> None:
    text = 'FriendlyName=a%2Bb&Attributes={"a": "\\u00e9"}'

    assert known(PLAIN, AWKWARD).redact(text) == text


def test_many_secrets_are_searched_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    many = known(*(f"{number:x}{PLAIN}" for number in range(256)))
    text = "Lorem ipsum dolor sit amet 1234567890 " * 10_000

    def looked_for_alone(*_: object) -> bool:
        raise AssertionError("one secret was looked for by itself")

    monkeypatch.setattr(SecretSpellings, "occurs_in", looked_for_alone)
    assert many.redact(text) == text


@given(st.text(max_size=20), st.booleans(), st.text(max_size=20))
def test_few_secrets_are_found_like_many(before: str, has_one: bool, behind: str) -> None:
    text = f"{before}{PLAIN.upper() if has_one else PLAIN[1:]}{behind}"
    many = known(PLAIN, *(f"{number:x}{PLAIN[::-1]}" for number in range(9)))

    assert known(PLAIN).occur_plainly_in(text) is many.occur_plainly_in(text) is has_one


@pytest.mark.parametrize("mark", ["%25", "\\", "&amp;", "%", "&#", "\n", "=", "%5c"], ids=repr)
def test_a_long_run_of_escapes_takes_linear_time(mark: str) -> None:
    text = mark * 200_000

    assert known(PLAIN).redact(text) == text


def test_a_client_with_ever_new_secrets_does_not_fill_the_memory() -> None:
    secrets = known(PLAIN, *(f"a secret, number {number}" for number in range(256)))

    assert not secrets.occur_in(PLAIN)
    assert secrets.occur_in("a secret, number 0")


def test_secrets_do_not_show_in_a_traceback() -> None:
    assert PLAIN not in repr(known(PLAIN))


@pytest.mark.parametrize("row", ["%", "%25", "\\", "%5C", "%255C", "\\n", "%0A", "&amp;", "\n"])
def test_a_long_row_of_escapes_beside_a_secret_is_read_once(row: str) -> None:
    # Tried again from each of its characters, it would take an hour.
    long = row * 100_000
    assert known(PLAIN).redact(f"A{long} {PLAIN} {long}") == f"A{long} REDACTED {long}"


def test_a_copy_has_the_secrets_and_is_added_to_alone() -> None:
    secrets = KnownSecrets()
    secrets.remember("a-secret-of-the-first")
    copied = secrets.copy()
    copied.remember("a-secret-of-the-copy!")

    assert copied.redact("a-secret-of-the-first, a-secret-of-the-copy!") == "REDACTED, REDACTED"
    assert secrets.redact("a-secret-of-the-copy!") == "a-secret-of-the-copy!"
    assert (secrets.remembered, copied.remembered) == (1, 2)
