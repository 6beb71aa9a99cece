"""Undo escapes in text: percent-encoding, escapes of HTML, JSON and programs, and line breaks."""

import html
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import chain

from ringback.sliced_search import SlicedPattern

_MAXIMUM_LAYERS = 4  # escapes of escapes; no ordinary text has more
_MAXIMUM_ROUNDS = 16  # of undoing every kind in turn
_MAXIMUM_SIZE = 2_000_000  # characters of all readings, after which no further layer is undone
_MARK = re.compile(r"[%+\\&\n\r]")  # begins or is an escape, but for quoted-printable
# No ordinary text has three in a row, while a form may have one.
_QUOTED_PRINTABLE = SlicedPattern(
    r"=(?:3[Dd]|[0-9A-Fa-f]{2}=[0-9A-Fa-f]{2}=[0-9A-Fa-f]{2})", start="=[0-9A-Fa-f]{2}"
)
_BYTES = SlicedPattern(r"(?:=[0-9A-Fa-f]{2})+", start="=[0-9A-Fa-f]{2}")
_CODE = r"u\{([0-9a-fA-F]{1,8})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3})"
# A row of backslashes is undone at once: a body may have nothing else.
_JSON_ESCAPE = SlicedPattern(rf"((?:\\\\){{1,8192}})|\\(?:{_CODE}|([\"/nr]))", start=r"\\")
_JSON_ESCAPES = SlicedPattern(rf"(?<!\\)\\++(?:{_CODE}|([\"/nr]))", start=r"\\(?<!\\\\)")
_JSON_BREAKS = {"n": "\n", "r": "\r"}
_HTML_ESCAPE = SlicedPattern(
    r"&(?:#(?:[xX][0-9a-fA-F]+|[0-9]+);?|(?:amp|lt|gt|quot|apos);)", start="&[#alqg]"
)
_HTML_ESCAPES = SlicedPattern(
    r"&(?:amp;)*(#(?:[xX][0-9a-fA-F]+|[0-9]+)(?=;?)|(?:amp|lt|gt|quot|apos)(?=;));?",
    start="&[#alqg]",
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PIECE = 16_384  # characters
_PERCENT_ENCODED = SlicedPattern(r"(?:%[0-9a-fA-F]{2})+", start="%[0-9a-fA-F]{2}")
_PERCENTS = SlicedPattern(r"%(?:25)+", start="%25")


def unescape(text: str, *, ascii_only: bool = False) -> Iterable[str]:
    """Return a text unchanged, and every reading of it with escapes undone, layer by layer.

    If `ascii_only`, readings that differ from another in other characters only are left out.
    """
    if not _may_be_escaped(text):
        return (text,)
    readings = {text: None}
    layer, size = [text], len(text)
    for _ in range(_MAXIMUM_LAYERS):
        undone = dict.fromkeys(
            chain.from_iterable(_unescape_layer(one, ascii_only) for one in layer)
        )
        layer = [reading for reading in undone if reading not in readings]
        readings.update(dict.fromkeys(layer))
        size += sum(map(len, layer))
        if not layer or size > _MAXIMUM_SIZE:
            break
    return readings


def _unescape_layer(text: str, ascii_only: bool) -> list[str]:
    """Return a text with one layer of each kind of escape undone."""
    undone: list[str] = []
    if "%" in text:
        undone.append(_unquote(text, "latin-1"))
        if not ascii_only:
            undone.append(_unquote(text))
    if "+" in text:
        undone.append(_unquote(text.replace("+", " ")))
    if "\\" in text:
        plain = _JSON_ESCAPE.sub(_unescape_json_layer, text)
        undone.append(plain if ascii_only else _join_surrogates(plain))
    if "&" in text:
        undone.append(_HTML_ESCAPE.sub(lambda match: html.unescape(match[0]), text))
    if "\n" in text or "\r" in text:
        undone.append(_join_lines(text))
    if _QUOTED_PRINTABLE.search(text):
        undone.append(_unquote_printable(text))
    return undone


def unescape_fully(text: str) -> str | None:
    """Return a text with all layers of escapes undone; None if there are too many.

    Quicker than `unescape`, but yields only one of the possible readings.
    """
    if not _may_be_escaped(text):
        return text
    for _ in range(_MAXIMUM_ROUNDS):
        before = text
        text = _unquote(_PERCENTS.sub(lambda _: "%", text), errors="surrogateescape")
        text = _JSON_ESCAPES.sub(_unescape_json, text)
        text = _HTML_ESCAPES.sub(lambda match: html.unescape(f"&{match[1]};"), text)
        if _QUOTED_PRINTABLE.search(text):
            text = _unquote_printable(text)
        if text == before:
            return _join_lines(text)
    return None


def _may_be_escaped(text: str) -> bool:
    return bool(_MARK.search(text) or _QUOTED_PRINTABLE.search(text))


def _unquote(text: str, encoding: str = "utf-8", errors: str = "replace") -> str:
    """Do what `urllib.parse.unquote` does, a hundred times faster where few characters are escaped.

    A body of binary data would otherwise hold the event loop for seconds.
    """
    if "%" not in text:
        return text

    def decode(match: re.Match[str]) -> str:
        return bytes.fromhex(match[0].replace("%", "")).decode(encoding, errors)

    return _PERCENT_ENCODED.sub(decode, text)


def _unquote_printable(text: str) -> str:
    return _BYTES.sub(
        lambda match: bytes.fromhex(match[0].replace("=", "")).decode("utf-8", "surrogateescape"),
        text,
    )


def _join_lines(text: str) -> str:
    """Return base64, or a text in folded lines or quoted-printable, on one line."""
    first, *others = text.replace("\r", "\n").split("\n")
    if not others:
        return text
    pieces = [first, *(line.lstrip() for line in others)]
    return "".join([*(piece.removesuffix("=") for piece in pieces[:-1]), pieces[-1]])


def _join_surrogates(text: str) -> str:
    """Return a text with the halves of UTF-16's pairs joined, and U+FFFD for other halves."""
    if not _SURROGATE.search(text):
        return text
    pieces: list[str] = []
    start = 0
    while start < len(text):
        end = start + _PIECE
        end -= "\ud800" <= text[end - 1 : end] <= "\udbff"  # the other half may come next
        units = text[start:end].encode("utf-16-le", "surrogatepass")
        pieces.append(units.decode("utf-16-le", "replace"))
        start = end
    return "".join(pieces)


def _unescape_json_layer(match: re.Match[str]) -> str:
    backslashes, *groups = match.groups()
    return backslashes[::2] if backslashes else _decode_json(match[0], groups)


def _unescape_json(match: re.Match[str]) -> str:
    return _decode_json(match[0], match.groups())


def _decode_json(escape: str, groups: Sequence[str | None]) -> str:
    """Return the character of an escape; `groups` are those of its code, and a character."""
    *hexadecimal, octal, other = groups
    if other:
        return _JSON_BREAKS.get(other, other)
    number = int(octal, 8) if octal else int(next(filter(None, hexadecimal)), 16)
    return chr(number) if number <= sys.maxunicode else escape
