"""The secrets of one run, found and replaced however they are spelt.

A spelling is any mixture of plain, percent-encoded and JSON-escaped characters, once or several
times over, or base64 at any offset, standard or URL-safe. Secrets of fewer than 16 characters are
not looked for: tests use `t` as a token, and a cassette without the letter t is of no use.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from urllib.parse import unquote, unquote_plus

from understudy.cassette.privacy.stand_in import REDACTED

MINIMUM_LENGTH = 16

_MAXIMUM_LAYERS = 4  # escapes of escapes; who has more of them hides something
_MAXIMUM_SIZE = 2_000_000  # characters of readings, after which no further layer is undone
_MAXIMUM_SECRETS = 256  # every request brings its own anew; a client with more is a load test
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\"\\/]))")
# The rest of a base64 text around the part that is known, with what escapes make of it; it does
# not begin within an escape of something else.
_BASE64 = r"(?:[A-Za-z0-9+/_-]|%(?:25)*2[BbFf]|\\+/)*"
_BEFORE = re.compile(rf"(?<!%)(?<!%[0-9A-Fa-f]){_BASE64}\Z")
_AFTER = re.compile(_BASE64 + r"(?:=|%(?:25)*3[Dd]){0,2}")
_BACKSLASHES = r"(?:\\|%(?:25)*5[Cc])+"
_WINDOW = 4096  # how far back the beginning is looked for


class KnownSecrets:
    """What has been seen as somebody's secret so far."""

    def __init__(self) -> None:
        self._needles: dict[str, _Needle] = {}

    def remember(self, secret: str) -> None:
        """Look for this secret from now on, if it is long enough."""
        if len(secret) < MINIMUM_LENGTH or secret in self._needles:
            return
        if len(self._needles) >= _MAXIMUM_SECRETS:
            del self._needles[next(iter(self._needles))]
        self._needles[secret] = _Needle(secret)

    def replaced(self, text: str) -> str:
        """Give a text without any known secret."""
        if not self._needles:
            return text
        readings = tuple(unescaped(text))
        for needle in self._needles.values():
            if any(needle.stands_in(reading) for reading in readings):
                text = needle.replaced(text)
        return text

    def occur_in(self, text: str) -> bool:
        """Say whether any known secret stands in a text."""
        return any(
            needle.stands_in(reading)
            for reading in unescaped(text)
            for needle in self._needles.values()
        )

    def __repr__(self) -> str:
        return f"<KnownSecrets: {len(self._needles)}>"


def unescaped(text: str) -> Iterator[str]:
    """Give a text as it stands and as it reads with its escapes undone, layer by layer."""
    if not any(mark in text for mark in "%+\\"):
        yield text
        return
    readings = {text: None}
    layer, size = [text], len(text)
    for _ in range(_MAXIMUM_LAYERS):
        undone = dict.fromkeys(chain.from_iterable(map(_undone, layer)))
        layer = [reading for reading in undone if reading not in readings]
        readings.update(dict.fromkeys(layer))
        size += sum(map(len, layer))
        if not layer or size > _MAXIMUM_SIZE:
            break
    yield from readings


def _undone(text: str) -> Iterator[str]:
    """Give a text with one layer of each kind of escapes undone."""
    if "%" in text:
        yield unquote(text)
        yield unquote(text, "latin-1")
    if "+" in text:
        yield unquote_plus(text)
    if "\\" in text:
        plain = _JSON_ESCAPE.sub(_undone_json, text)
        if any("\ud800" <= character <= "\udfff" for character in plain):
            plain = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        yield plain


def _undone_json(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]


class _Needle:
    """One secret and its spellings."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._cores = _base64_cores(secret)

    def stands_in(self, text: str) -> bool:
        return self._secret in text or any(core in text for core in self._cores)

    def replaced(self, text: str) -> str:
        pieces: list[str] = []
        done = 0
        for match in self._pattern.finditer(text):
            start, end = match.span()
            if start < done:
                continue  # within what has just been replaced
            if match["base64"] is not None:
                before = _BEFORE.search(text, max(done, start - _WINDOW), start)
                after = _AFTER.match(text, end)
                start = before.start() if before else start
                end = after.end() if after else end
            pieces += [text[done:start], REDACTED]
            done = end
        return "".join(pieces) + text[done:]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        cores = "|".join(_spellings(core) for core in self._cores)
        return re.compile(f"{_spellings(self._secret)}|(?P<base64>{cores})")


def _base64_cores(secret: str) -> list[str]:
    """Give the characters of base64 that are the secret's alone, for each offset and alphabet."""
    cores: dict[str, None] = {}
    for data in _encodings(secret):
        for offset in range(3):
            encoded = b64encode(b"\0" * offset + data).decode("ascii")
            # The first and the last character may carry bits of what stands beside the secret.
            core = encoded[(offset * 8 + 5) // 6 : (offset + len(data)) * 8 // 6]
            cores[core] = None
            cores[core.translate(_URL_SAFE)] = None
    return list(cores)


_URL_SAFE = str.maketrans("+/", "-_")


def _encodings(secret: str) -> list[bytes]:
    # requests sends credentials in Latin-1, others in UTF-8.
    encodings = [secret.encode("utf-8", "surrogateescape")]
    if not secret.isascii() and all(character <= "\xff" for character in secret):
        encodings.append(secret.encode("latin-1"))
    return encodings


def _spellings(text: str) -> str:
    """Give a pattern for a text with any of its characters escaped."""
    return "".join(_character(character) for character in text)


def _character(character: str) -> str:
    spellings = [re.escape(character), *map(_percent, _encodings(character)), _json(character)]
    if character in '"\\/':
        spellings += [_BACKSLASHES + spelling for spelling in spellings[:2]]
    if character == " ":
        spellings.append(r"\+")
    return f"(?:{'|'.join(spellings)})"


def _percent(data: bytes) -> str:
    return "".join(f"%(?:25)*{_hexadecimal(f'{byte:02x}')}" for byte in data)


def _json(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    escapes = (_hexadecimal(units[at : at + 4]) for at in range(0, len(units), 4))
    return "".join(f"{_BACKSLASHES}u{escape}" for escape in escapes)


def _hexadecimal(digits: str) -> str:
    return "".join(f"[{one}{one.upper()}]" if one.isalpha() else one for one in digits)
