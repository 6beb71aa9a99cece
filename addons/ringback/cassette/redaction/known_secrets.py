"""Find and replace the secrets of one run in any spelling.

A spelling is one of these:

- any mixture of plain, percent-encoded, quoted-printable, HTML-escaped and backslash-escaped
  characters (JSON, C, Python, JavaScript), in upper or lower case, with one or more layers of
  escapes, on one line or several;
- hexadecimal;
- base64 at any offset, standard or URL-safe, on one line or several.

Secrets of fewer than 16 characters are ignored: tests use tokens such as `t`, and a cassette
without the letter t would be useless.
"""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import escape

from ringback.cassette.redaction.placeholders import REDACTED
from ringback.cassette.redaction.unescape import unescape
from ringback.sliced_search import SlicedPattern

MINIMUM_LENGTH = 16

_MAXIMUM_SECRETS = 256  # each request adds its own again; only load tests have more
_BACKSLASHES = r"(?:\\|%(?:25)*5[Cc])+"
# Backslashes at the beginning of a spelling. Not from within a row of them: a long row would be
# tried again from each of its characters.
_FIRST_BACKSLASHES = rf"(?<!\\)(?<!%5[Cc])(?<!255[Cc]){_BACKSLASHES}"
# At most CR and LF twice: without a bound, a long row of breaks would be tried again from each of
# its characters.
_BREAK = rf"(?:[\r\n]|%(?:25)*0[AaDd]|{_BACKSLASHES}[rn]){{,8}}"
# A line break within a folded line or quoted-printable.
_FOLD = rf"(?:(?:=|%(?:25)*3[Dd])?(?:[\r\n]|%(?:25)*0[AaDd]|{_BACKSLASHES}[rn]){{1,4}}[ \t]{{,8}})?"
# The rest of a base64 text around the known part, with its escapes; it must not begin within the
# escape of another character.
_BEFORE = re.compile(
    r"[A-Za-z0-9+/_-]+|%(?:25)*2[BbFf]|\\+/"
    r"|(?P<other>%(?:25)*[0-9A-Fa-f]{0,2}|\\+.?|[^A-Za-z0-9+/_%\\-]+)",
    re.DOTALL,
)
_AFTER = re.compile(r"(?:[A-Za-z0-9+/_-]|%(?:25)*2[BbFf]|\\+/)*(?:=|%(?:25)*3[Dd]){0,2}")
# Parts of `_PART` characters at `_STEP` offsets of each secret are known; checking a text at every
# `_STEP`th place finds one of them in every occurrence.
_PART = 8
_STEP = MINIMUM_LENGTH - _PART + 1


class KnownSecrets:
    """The secrets that this run has met so far."""

    def __init__(self) -> None:
        self._needles: dict[str, _Needle] = {}
        self._parts: Counter[str] = Counter()
        self.remembered = 0  # number of secrets ever added, including those dropped since

    def copy(self) -> "KnownSecrets":
        """Return the same secrets, to which others can be added."""
        copied = KnownSecrets()
        copied._needles, copied._parts = self._needles, Counter(self._parts)
        copied.remembered = self.remembered
        return copied

    def remember(self, secret: str) -> None:
        """Add a secret, if it is long enough."""
        if len(secret) < MINIMUM_LENGTH or secret in self._needles:
            return
        needle = _Needle(secret)
        self._parts.update(needle.parts)
        # Replaced, not changed: large bodies are redacted in other threads meanwhile.
        needles = {**self._needles, secret: needle}
        if len(needles) > _MAXIMUM_SECRETS:
            self._parts.subtract(needles.pop(next(iter(needles))).parts)
            self._parts = +self._parts
        self._needles = needles
        self.remembered += 1

    def __iter__(self) -> Iterator[str]:
        return iter(self._needles)

    @property
    def are_ascii(self) -> bool:
        """Whether each secret has ASCII characters only."""
        return all(map(str.isascii, self._needles))

    def redact(self, text: str) -> str:
        """Return a text without any known secret."""
        if len(text) < MINIMUM_LENGTH or not self._needles:
            return text
        readings = [
            reading for reading in self._unescape(text) if self.may_occur_plainly_in(reading)
        ]
        if readings:
            for needle in self._needles.values():
                if any(map(needle.occurs_in, readings)):
                    text = needle.redact(text)
        return text

    def _unescape(self, text: str) -> Iterable[str]:
        return unescape(text, ascii_only=self.are_ascii)

    def occur_in(self, text: str) -> bool:
        """Return whether a text contains any known secret."""
        return any(map(self.occur_plainly_in, self._unescape(text)))

    def occur_plainly_in(self, text: str) -> bool:
        """Return whether a text contains any known secret without an escape."""
        return self.may_occur_plainly_in(text) and any(
            needle.occurs_in(text) for needle in self._needles.values()
        )

    def may_occur_plainly_in(self, text: str) -> bool:
        """Return whether a text may contain a secret without an escape; never miss one.

        It is one look-up for parts of all secrets.
        """
        text = text.lower()  # so are the parts
        places = range(0, len(text), _STEP)
        return not self._parts.keys().isdisjoint([text[at : at + _PART] for at in places])

    def __repr__(self) -> str:
        return f"<KnownSecrets: {len(self._needles)}>"


class _Needle:
    """One secret and its spellings."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._cores = _base64_cores(secret)
        hexadecimal = _encodings(secret)[0].hex()
        self._spellings = (secret, hexadecimal, hexadecimal.upper(), *self._cores)
        self._lower = secret.lower()

    @property
    def parts(self) -> Iterator[str]:
        """The parts of all spellings, as explained at `_PART`."""
        for spelling in self._spellings:
            lower = spelling.lower()
            yield from (lower[at : at + _PART] for at in range(_STEP))

    def occurs_in(self, text: str) -> bool:
        """Return whether the secret is in a text without an escape, in any case of its letters."""
        return any(spelling in text for spelling in self._spellings) or self._lower in text.lower()

    def redact(self, text: str) -> str:
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
        plain = _FOLD.join([_any_case(first, _FIRST_BACKSLASHES), *map(_any_case, others)])
        cores = "|".join(map(_core, self._cores))
        hexadecimal = _hexadecimal(self._spellings[1])
        return SlicedPattern(f"{plain}|{hexadecimal}|(?P<base64>{cores})")


def _beginning(text: str, floor: int, start: int) -> int:
    """Return the beginning, not before `floor`, of the base64 text that continues at `start`."""
    others = [part.end() for part in _BEFORE.finditer(text, floor, start) if part["other"]]
    return others[-1] if others else floor


def _base64_cores(secret: str) -> list[str]:
    """Return the base64 characters that only the secret determines, by offset and alphabet."""
    cores: dict[str, None] = {}
    for data in _encodings(secret):
        for offset in range(3):
            encoded = b64encode(b"\0" * offset + data).decode("ascii")
            # The first and the last character may contain bits of the adjacent data.
            core = encoded[(offset * 8 + 5) // 6 : (offset + len(data)) * 8 // 6]
            cores[core] = None
            cores[core.translate(_URL_SAFE)] = None
    return list(cores)


_URL_SAFE = str.maketrans("+/", "-_")


def _encodings(secret: str) -> list[bytes]:
    # requests encodes credentials in Latin-1, other clients in UTF-8.
    encodings = [secret.encode("utf-8", "surrogateescape")]
    if not secret.isascii() and all(character <= "\xff" for character in secret):
        encodings.append(secret.encode("latin-1"))
    return encodings


def _core(core: str) -> str:
    """Return a pattern for base64 characters, possibly broken into lines."""
    first = _character(core[0], _FIRST_BACKSLASHES)
    return _BREAK.join([first, *map(_character, core[1:])])


def _any_case(character: str, backslashes: str = _BACKSLASHES) -> str:
    """Return a pattern for a character in upper or lower case, escaped in any way or not."""
    cases = dict.fromkeys((character, character.lower(), character.upper()))
    spellings = [
        spelling
        for one in cases
        if len(one) == 1
        for spelling in (_html(one), _character(one, backslashes), _quoted_printable(one))
    ]
    return f"(?:{'|'.join(spellings)})"


def _quoted_printable(character: str) -> str:
    return "".join(f"=(?:3[Dd])*{_hexadecimal(f'{byte:02x}')}" for byte in _encodings(character)[0])


def _character(character: str, backslashes: str = _BACKSLASHES) -> str:
    """Return a pattern for a character, escaped or not."""
    spellings = [re.escape(character), *map(_percent, _encodings(character))]
    spellings.append(_json(character, backslashes))
    if character in '"\\/':
        spellings += [backslashes + spelling for spelling in spellings[:2]]
    if character == " ":
        spellings.append(r"\+")
    return f"(?:{'|'.join(spellings)})"


def _percent(data: bytes) -> str:
    return "".join(f"%(?:25)*{_hexadecimal(f'{byte:02x}')}" for byte in data)


def _html(character: str) -> str:
    number, name = ord(character), escape(character)[1:-1]
    digits = _hexadecimal(f"{number:x}")
    numbers = rf"#0*{number}(?![0-9]);?|#[xX]0*{digits}(?![0-9A-Fa-f]);?"
    return rf"&(?:amp;)*(?:{numbers}{name and f'|{name};'})"


def _json(character: str, backslashes: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    escapes = (_hexadecimal(units[at : at + 4]) for at in range(0, len(units), 4))
    first, *others = (f"u{escape}" for escape in escapes)
    number = ord(character)
    digits = _hexadecimal(f"{number:x}")
    spellings = [_BACKSLASHES.join([first, *others]), rf"u\{{0*{digits}\}}", f"U0*{digits}"]
    if number <= 0xFF:
        spellings += [f"x{_hexadecimal(f'{number:02x}')}", f"{number:03o}"]
    return f"{backslashes}(?:{'|'.join(spellings)})"


def _hexadecimal(digits: str) -> str:
    return "".join(f"[{one}{one.upper()}]" if one.isalpha() else one for one in digits)
