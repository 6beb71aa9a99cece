"""Replace strings and numbers in a JSON text by what they are; every other byte stays."""

import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ringback.cassette.redaction.personal.fields import Content, classify

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s"{}\[\]:,]+', re.DOTALL)
_LITERALS = frozenset({"true", "false", "null", "NaN", "Infinity", "-Infinity"})


class _Scalar(NamedTuple):
    """A string, number or key, what it is, and its place in the text."""

    text: str
    content: Content | None
    is_number: bool
    start: int
    end: int


class _Container(NamedTuple):
    """An object or list, what it is, and what the value of its last key is."""

    is_object: bool
    content: Content | None
    value: Content | None


def replace_values(
    text: str, content: Content | None, replace: Callable[[str, Content | None], str]
) -> str:
    """Return a valid JSON text with each key, string and number replaced.

    - `content`: what the document is; None if it is nothing known.
    - `replace` gets each of them with what it is, by its key and by what is above that.
    - A number becomes a string, unless digits replace it. true, false and null stay.
    """
    pieces: list[str] = []
    done = 0
    for scalar in _iterate_scalars(text, content):
        replacement = replace(scalar.text, scalar.content)
        if replacement != scalar.text:
            is_number = scalar.is_number and replacement.isascii() and replacement.isdigit()
            quoted = replacement if is_number else _quote(replacement, text)
            pieces += [text[done : scalar.start], quoted]
            done = scalar.end
    return "".join(pieces) + text[done:]


def _iterate_scalars(text: str, content: Content | None) -> Iterator[_Scalar]:
    outer: list[_Container] = []
    within = _Container(False, content, content)
    at_key = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "{[":
            outer.append(within)
            within = _Container(token == "{", within.value, within.value)
            at_key = within.is_object
        elif token in "}]":
            within, at_key = outer.pop(), False
        elif token == ",":
            at_key = within.is_object
        elif token == ":":
            at_key = False
        elif token not in _LITERALS:
            is_number = token[0] != '"'
            value = token if is_number else _unquote(token)
            yield _Scalar(value, None if at_key else within.value, is_number, *match.span())
            if at_key:
                within = within._replace(value=classify(value, within.content))


def _unquote(token: str) -> str:
    return str(json.loads(token, strict=False)) if "\\" in token else token[1:-1]


def _quote(text: str, document: str) -> str:
    plain = json.dumps(text, ensure_ascii=document.isascii())
    # A lone surrogate can only be escaped.
    return plain if plain.isascii() or plain.isprintable() else json.dumps(text)
