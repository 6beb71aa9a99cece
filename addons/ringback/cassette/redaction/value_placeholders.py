"""Placeholders for the values of sensitive names, numbered so that different values stay different.

A number says nothing of the value. The same value has the same number within a run. Another run
cannot know that number, and has numbers of its own:

- `REDACTED`: any value, in cassettes of earlier versions, and for credentials.
- `REDACTED-1`: the first value of the run that made the cassette.
- `REDACTED-1-run-2`: the first value of the second run that added to it.
- `REDACTED-1-sent`: the first value that was sent to this proxy; never in a cassette.
"""

import re
from collections.abc import Callable, Hashable, Iterable
from hashlib import sha256
from itertools import count
from typing import Any
from urllib.parse import quote_plus

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.named_values import replace_named_values
from ringback.cassette.redaction.placeholders import PERSONAL, REDACTED
from ringback.http.messages import Request

_PATTERN = rf"{REDACTED}(?:-[1-9]\d{{0,8}}(?:-run-([1-9]\d{{0,8}})|-sent)?)?"
PLACEHOLDER = re.compile(_PATTERN, re.ASCII)
# Those of secrets, and those that personal data is compared by, which are in no cassette.
_FORMATS = "phone|email|person|name|text|value"
_PERSONAL = rf"{PERSONAL}-[1-9]\d{{0,8}}-(?:sent|(?:{_FORMATS})(?:-run-[1-9]\d{{0,8}})?)"
_COMPARED = re.compile(rf"{_PATTERN}|{_PERSONAL}", re.ASCII)
_IN_BYTES = re.compile(_COMPARED.pattern.encode())
_PARAMETER = re.compile(rf"[?&]([^?&=#\s]+)=({_PATTERN})(?![^&#\s\"'])", re.ASCII)
_MARK = f"{REDACTED}-"
_PERSONAL_MARK = f"{PERSONAL}-"
_SENT = "-sent"
# A run that meets more values numbers the oldest ones again: they are no longer found.
_MAXIMUM_VALUES = 100_000
_LONGEST_KEPT = 1_000  # characters of a value that is kept, not only its digest


class Placeholders:
    """Returns `REDACTED` for every value; a value that is a placeholder stays, here and below."""

    def replace(self, value: str) -> str:
        """Return the placeholder for a value."""
        return value if is_value_placeholder(value) else REDACTED

    def find_value(self, placeholder: str) -> str | None:  # noqa: ARG002 - there are none
        """Return the value that a placeholder was made for; None if it is not known."""
        return None

    def copy(self) -> "Placeholders":
        """Return the same placeholders, to which others can be added."""
        return self


class NumberedPlaceholders(Placeholders):
    """Numbers values in the order in which they are first seen; in memory only.

    `most` is how many values are kept.
    """

    def __init__(self, suffix: str, most: int = _MAXIMUM_VALUES) -> None:
        self._suffix = suffix
        self._most = most
        self._numbers = count(1)
        self._placeholders: dict[str, str] = {}
        self._values: dict[str, str] = {}

    @classmethod
    def of_sent_values(cls, most: int = _MAXIMUM_VALUES) -> "NumberedPlaceholders":
        """Return placeholders for the values that a proxy is sent; they are never written."""
        return cls(_SENT, most)

    @classmethod
    def of_new_run(cls, interactions: Iterable[Interaction]) -> "NumberedPlaceholders":
        """Return placeholders for what is added to a cassette that has these interactions."""
        run = max(map(_find_last_run, interactions), default=0) + 1
        return cls("" if run == 1 else f"-run-{run}")

    def replace(self, value: str) -> str:
        """Return the placeholder for a value: the same as before, or one with the next number."""
        if is_value_placeholder(value):
            return value
        key = value if len(value) <= _LONGEST_KEPT else _digest(value)
        known = self._placeholders.get(key)
        if known is not None:
            return known
        # Another thread may have been first; then this number is left out.
        placeholder = self._placeholders.setdefault(
            key, f"{_MARK}{next(self._numbers)}{self._suffix}"
        )
        if key == value:
            self._values[placeholder] = value
        self._forget_oldest()
        return placeholder

    def copy(self) -> "NumberedPlaceholders":
        """Return the same placeholders, to which others can be added."""
        copied = NumberedPlaceholders(self._suffix, self._most)
        copied._placeholders, copied._values = dict(self._placeholders), dict(self._values)
        following = next(self._numbers)
        self._numbers, copied._numbers = count(following), count(following)
        return copied

    def _forget_oldest(self) -> None:
        if len(self._placeholders) > self._most:
            oldest = next(iter(self._placeholders))
            self._values.pop(self._placeholders.pop(oldest), None)

    def find_value(self, placeholder: str) -> str | None:
        """Return the value that a placeholder was made for; None if it is not known."""
        return self._values.get(placeholder)


def is_value_placeholder(value: str) -> bool:
    """Return whether a value is a placeholder, and nothing else."""
    return value.startswith(REDACTED) and PLACEHOLDER.fullmatch(value) is not None


def is_of_sent_value(placeholder: str) -> bool:
    """Return whether a placeholder was made for a value that is in no cassette, or not redacted."""
    return placeholder.endswith(_SENT)


def is_personal(placeholder: str) -> bool:
    """Return whether personal data is compared by a placeholder."""
    return placeholder.startswith(_PERSONAL_MARK)


def has_numbered(data: bytes) -> bool:
    """Return whether there may be a numbered placeholder in a body."""
    data = data.replace(b"\0", b"") if b"\0" in data else data  # as in UTF-16
    return _MARK.encode() in data or _PERSONAL_MARK.encode() in data


def _has_numbered(text: str) -> bool:
    return _MARK in text or _PERSONAL_MARK in text


def has_numbered_value(request: Request) -> bool:
    """Return whether there may be a numbered placeholder in a request."""
    values = (value for _, value in request.headers)
    return has_numbered(request.body) or any(map(_has_numbered, (request.target, *values)))


def has_placeholder(text: str) -> bool:
    """Return whether there may be a placeholder in a text."""
    return REDACTED in text or _PERSONAL_MARK in text


def unify_text(text: str) -> str:
    """Return a text with every placeholder as `REDACTED`."""
    return _COMPARED.sub(REDACTED, text) if _has_numbered(text) else text


def unify_bytes(data: bytes) -> bytes:
    """Return a body with every placeholder as `REDACTED`."""
    return _IN_BYTES.sub(REDACTED.encode(), data) if has_numbered(data) else data


def restore_in_text(text: str, is_named: Callable[[str], bool], find: Callable[[str], str]) -> str:
    """Return a text with the placeholders of sensitive names replaced, also in parameters of URLs.

    `find` returns what stands for a placeholder.
    """
    if _MARK not in text:
        return text

    def restore_parameter(match: re.Match[str]) -> str:
        name, placeholder = match[1], match[2]
        return (
            f"{match[0][0]}{name}={quote_plus(find(placeholder))}" if is_named(name) else match[0]
        )

    def restore(value: str) -> str:
        return find(value) if is_value_placeholder(value) else value

    return replace_named_values(_PARAMETER.sub(restore_parameter, text), is_named, restore)


def list_placeholders(value: Hashable) -> tuple[str, ...]:
    """Return the placeholders in a matching key, in an order that only the key decides.

    Members of JSON objects are in the order of their names.
    """
    found: list[str] = []
    left: list[Any] = [value]
    while left:  # not recursive: JSON may be nested more deeply than calls
        one = left.pop()
        if isinstance(one, str):
            found += (match[0] for match in _COMPARED.finditer(one))
        elif isinstance(one, bytes):
            found += (match[0].decode() for match in _IN_BYTES.finditer(one))
        elif isinstance(one, tuple):
            left += reversed(one)
        elif isinstance(one, frozenset):
            left += sorted(one, key=lambda member: str(member[0]), reverse=True)
    return tuple(found)


def _digest(value: str) -> str:
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def _find_last_run(interaction: Interaction) -> int:
    """Return the highest number of a run in an interaction; 0 if it has no numbered placeholder."""
    request, response = interaction.request, interaction.response
    headers = (value for _, value in (*request.headers, *response.headers))
    texts = [request.target, *headers, *map(_decode, (request.body, response.body))]
    found = (
        int(match[1] or 1)
        for text in texts
        if _MARK in text
        for match in PLACEHOLDER.finditer(text)
        if match[0] != REDACTED
    )
    return max(found, default=0)


def _decode(body: bytes) -> str:
    return body.replace(b"\0", b"").decode("latin-1") if has_numbered(body) else ""
