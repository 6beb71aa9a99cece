"""One secret, and the spellings that it is found in.

A spelling is one of these:

- any mixture of plain, percent-encoded, quoted-printable, HTML-escaped and backslash-escaped
  characters (JSON, C, Python, JavaScript), in upper or lower case, with one or more layers of
  escapes, on one line or several;
- hexadecimal;
- base64 at any offset, standard or URL-safe, on one line or several.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cached_property

from ringback.cassette.redaction.known.character_patterns import (
    FIRST_BACKSLASHES,
    FOLD,
    any_case,
    base64_core,
    encode_text,
    hexadecimal,
)
from ringback.cassette.redaction.placeholders import REDACTED
from ringback.sliced_search import SlicedPattern

# Shorter secrets are ignored.
MINIMUM_LENGTH = 16
# The rest of a base64 text around the known part, with its escapes; it must not begin within the
# escape of another character.
_BEFORE = re.compile(
    r"[A-Za-z0-9+/_-]+|%(?:25)*2[BbFf]|\\+/"
    r"|(?P<other>%(?:25)*[0-9A-Fa-f]{0,2}|\\+.?|[^A-Za-z0-9+/_%\\-]+)",
    re.DOTALL,
)
_AFTER = re.compile(r"(?:[A-Za-z0-9+/_-]|%(?:25)*2[BbFf]|\\+/)*(?:=|%(?:25)*3[Dd]){0,2}")
# Parts of `PART` characters at `STEP` offsets of each secret are known; checking a text at every
# `STEP`th place finds one of them in every occurrence.
PART = 8
STEP = MINIMUM_LENGTH - PART + 1


class SecretSpellings:
    """One secret and its spellings."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._cores = _base64_cores(secret)
        digits = encode_text(secret)[0].hex()
        self._spellings = (secret, digits, digits.upper(), *self._cores)
        self._lower = secret.lower()

    @property
    def parts(self) -> Iterator[str]:
        """The parts of all spellings, as explained at `PART`."""
        for spelling in self._spellings:
            lower = spelling.lower()
            yield from (lower[at : at + PART] for at in range(STEP))

    def occurs_in(self, text: str) -> bool:
        """Return whether the secret is in a text without an escape, in any case of its letters."""
        return any(spelling in text for spelling in self._spellings) or self._lower in text.lower()

    def redact(self, text: str) -> str:
        """Return a text without the secret."""
        pieces: list[str] = []
        done = 0
        for match in self._pattern.finditer(text):
            start, end = match.span()
            if start < done:
                continue  # within the last replacement
            if match["base64"] is not None:
                start = _beginning(text, done, start)
                after = _AFTER.match(text, end)
                end = after.end() if after else end
            pieces += [text[done:start], REDACTED]
            done = end
        return "".join(pieces) + text[done:]

    @cached_property
    def _pattern(self) -> SlicedPattern:
        first, others = self._secret[0], self._secret[1:]
        plain = FOLD.join([any_case(first, FIRST_BACKSLASHES), *map(any_case, others)])
        cores = "|".join(map(base64_core, self._cores))
        digits = hexadecimal(self._spellings[1])
        return SlicedPattern(f"{plain}|{digits}|(?P<base64>{cores})")


def _beginning(text: str, floor: int, start: int) -> int:
    """Return the beginning, not before `floor`, of the base64 text that continues at `start`."""
    others = [part.end() for part in _BEFORE.finditer(text, floor, start) if part["other"]]
    return others[-1] if others else floor


def _base64_cores(secret: str) -> list[str]:
    """Return the base64 characters that only the secret determines, by offset and alphabet."""
    cores: dict[str, None] = {}
    for data in encode_text(secret):
        for offset in range(3):
            encoded = b64encode(b"\0" * offset + data).decode("ascii")
            # The first and the last character may contain bits of the adjacent data.
            core = encoded[(offset * 8 + 5) // 6 : (offset + len(data)) * 8 // 6]
            cores[core] = None
            cores[core.translate(_URL_SAFE)] = None
    return list(cores)


_URL_SAFE = str.maketrans("+/", "-_")
