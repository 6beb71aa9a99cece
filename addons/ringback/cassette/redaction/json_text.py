"""Replace strings and numbers in the text of a JSON document; every other byte stays."""

import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ringback.http.json_values import parse_json

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s"{}\[\]:,]+', re.DOTALL)
_LITERALS = frozenset({"true", "false", "null"})
# `{"name": "password", "value": "x"}`: one member is the name of what the other is the value of.
_NAME_MEMBERS = frozenset({"attribute", "field", "key", "name", "param", "property"})
_VALUE_MEMBERS = frozenset({"value", "values"})
# Most documents have neither such an object nor a list of pairs, `[["password", "x"]]`.
_MAY_NAME_VALUES = re.compile(r'"[Vv](?:alue|ALUE)|[\[,]\s*\[\s*"')


class Scalar(NamedTuple):
    """A string, number or key in a JSON text.

    - `text`: its value.
    - `named`: whether it is within the value of one of the requested keys.
    - `start`, `end`: its place in the JSON text.
    """

    text: str
    named: bool
    start: int
    end: int


def is_document(text: str) -> bool:
    """Return whether a text is a JSON object or array."""
    if ("{" not in text and "[" not in text) or not text.lstrip().startswith(("{", "[")):
        return False
    try:
        parse_json(text)
    except (ValueError, RecursionError):
        return False
    return True


def replace_scalars(
    text: str,
    is_named: Callable[[str], bool],
    replace: Callable[[str, bool], str],
    may_change: Callable[[str], object] | None = None,
) -> str:
    """Return a JSON document with each scalar and key replaced by `replace(text, named)`.

    - `named` is true within the values of the keys that `is_named`, within `value` of an object
      such as `{"name": "password", "value": "x"}`, and after the first member of a pair such as
      `["password", "x"]` in a list of pairs.
    - A scalar that `replace` returns unchanged keeps its spelling.
    - A number that is replaced becomes a string.
    - true, false and null are never replaced.
    - With `may_change`, a scalar that is spelt without escapes and not named is replaced only if
      `may_change(text)`.
    """
    pieces: list[str] = []
    done = 0
    naming = _find_naming(text, is_named) if _MAY_NAME_VALUES.search(text) else frozenset()
    for scalar in _scalars(text, is_named, may_change, naming):
        replacement = replace(scalar.text, scalar.named)
        if replacement != scalar.text:
            pieces += [text[done : scalar.start], _quoted(replacement, text)]
            done = scalar.end
    return "".join(pieces) + text[done:]


def _quoted(replacement: str, document: str) -> str:
    plain = json.dumps(replacement, ensure_ascii=document.isascii())
    # A lone surrogate can only be escaped.
    return plain if plain.isascii() or plain.isprintable() else json.dumps(replacement)


def _find_naming(text: str, is_named: Callable[[str], bool]) -> frozenset[int]:
    """Return where the objects and pairs begin of which a member is a sensitive name."""
    found: set[int] = set()
    starts: list[int] = []
    key = previous = ""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "{[":
            starts.append(match.start())
        elif token in "}]":
            starts.pop()
        elif token == ":":
            key = json.loads(previous, strict=False).lower()
        elif token[0] == '"':
            is_member = previous == ":" and key in _NAME_MEMBERS
            is_first = previous == "[" and len(starts) > 1 and text[starts[-2]] == "["
            if (is_member or is_first) and is_named(json.loads(token, strict=False)):
                found.add(starts[-1])
        previous = token
    return frozenset(found)


def _scalars(
    text: str,
    is_named: Callable[[str], bool],
    may_change: Callable[[str], object] | None,
    naming: frozenset[int],
) -> Iterator[Scalar]:
    """Yield the scalars and keys of a valid document in order, those that may change.

    A key is looked up in `names` by itself and with the key above it, in the form of Twilio's
    parameters: `messaging_binding.address`.
    """
    # For each enclosing container: whether it is an object, whether it is named, its key, and
    # whether its `value` is.
    outer: list[tuple[bool, bool, str, bool]] = []
    in_object = in_named = at_key = named = has_value = False
    above = key = ""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "{[":
            outer.append((in_object, in_named, above, has_value))
            has_value = match.start() in naming
            above = key if in_object else above
            in_object = at_key = token == "{"
            in_named = named or (has_value and not in_object)
        elif token in "}]":
            in_object, in_named, above, has_value = outer.pop()
            named = in_named
        elif token == ",":
            at_key, named = in_object, in_named
        elif token == ":":
            at_key = False
        elif token not in _LITERALS:
            is_escaped = "\\" in token
            value = json.loads(token, strict=False) if is_escaped else token.strip('"')
            if is_escaped or (named and not at_key) or may_change is None or may_change(value):
                yield Scalar(value, named and not at_key, match.start(), match.end())
            if at_key:
                key = value
                named = in_named or is_named(key) or (above != "" and is_named(f"{above}.{key}"))
                named = named or (has_value and key.lower() in _VALUE_MEMBERS)
