"""Validators, which turn a parameter's text into a value or into the fault that Twilio answers."""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn, Protocol

from ringback.sids import is_sid
from ringback.twilio.values.datetimes import parse_datetime
from ringback.twilio.values.durations import parse_duration
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value

DEEPEST = 500

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")


class Validator(Protocol):
    """A validator of one parameter."""

    def read(self, text: str) -> Value | Fault:
        """Return the value of a text, or its fault."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """Any text of up to `limit` characters that does not match `excluded` as a whole."""

    limit: int | None = None
    too_long: Fault | None = None
    excluded: re.Pattern[str] | None = None
    excluded_fault: Fault | None = None

    def read(self, text: str) -> Value | Fault:
        """Return the text unchanged."""
        if self.too_long is not None and self.limit is not None and len(text) > self.limit:
            return self.too_long
        if self.excluded is not None and self.excluded.fullmatch(text):
            return self.excluded_fault
        return text


@dataclass(frozen=True, slots=True)
class Sid:
    """A SID of one kind: its prefix and 32 hex digits."""

    prefix: str
    malformed: Fault

    def read(self, text: str) -> Value | Fault:
        """Return the SID unchanged."""
        return text if is_sid(self.prefix, text) else self.malformed


@dataclass(frozen=True, slots=True)
class JsonText:
    """Text that is JSON, of up to `limit` bytes; stored verbatim, including white space.

    INFERRED (fidelity: attributes-json): any JSON value is accepted, not only an object; an empty
    text is not JSON; the limit counts bytes of UTF-8.
    """

    limit: int
    too_long: Fault
    malformed: Fault

    def read(self, text: str) -> Value | Fault:
        """Return the text unchanged."""
        if len(text.encode("utf-8", "replace")) > self.limit:
            return self.too_long
        return text if is_json(text) else self.malformed


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and time."""

    malformed: Fault

    def read(self, text: str) -> Value | Fault:
        """Return the date in UTC."""
        return parse_datetime(text) or self.malformed


@dataclass(frozen=True, slots=True)
class DateBound:
    """One end of a range of days: a date and time, or a date alone, which means the whole day."""

    time: str  # of a date alone: "00:00:00" for the start of the range
    malformed: Fault

    def read(self, text: str) -> Value | Fault:
        """Return the date in UTC."""
        is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is not None
        return parse_datetime(f"{text}T{self.time}Z" if is_day else text) or self.malformed


@dataclass(frozen=True, slots=True)
class Timer:
    """A duration of at least `minimum`; a duration of zero turns the timer off.

    INFERRED (fidelity: zero-timer): `PT0S` is exempt from the minimum.
    """

    minimum: timedelta
    too_short: Fault
    malformed: Fault

    def read(self, text: str) -> Value | Fault:
        """Return the duration, or None to turn the timer off."""
        duration = parse_duration(text)
        if duration is None:
            return self.malformed
        if duration.is_zero:
            return None
        return self.too_short if duration.is_shorter_than(self.minimum) else duration


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words; `refused` are other words, with a fault of their own."""

    accepted: tuple[str, ...]
    unknown: Fault
    empty: Fault | None = None
    refused: tuple[tuple[str, Fault], ...] = ()
    any_case: bool = False

    def read(self, text: str) -> Value | Fault:
        """Return the word; with `any_case`, as it is spelled in `accepted`."""
        word = self._find(text)
        if word is not None:
            return word
        if not text and self.empty is not None:
            return self.empty
        return dict(self.refused).get(text, self.unknown)

    def _find(self, text: str) -> str | None:
        if text in self.accepted:
            return text
        words = {word.lower(): word for word in self.accepted} if self.any_case else {}
        return words.get(text.lower())


@dataclass(frozen=True, slots=True)
class Boolean:
    """`true` or `false`, in any case."""

    malformed: Fault

    def read(self, text: str) -> Value | Fault:
        """Return whether the text is `true`."""
        return {"true": True, "false": False}.get(text.lower(), self.malformed)


@dataclass(frozen=True, slots=True)
class Discarded:
    """Any text, of which nothing is stored: a secret."""

    def read(self, _text: str) -> Value | Fault:
        """Return None."""
        return None


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from 0 to 999,999,999, or the word `null`."""

    malformed: Fault

    def read(self, text: str) -> Value | Fault:
        """Return the number, or None for `null`."""
        if text == "null":
            return None
        return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else self.malformed


def is_json(text: str) -> bool:
    """Return whether a text is a JSON document, nested no deeper than `DEEPEST`.

    INFERRED (fidelity: json-nesting): Twilio's own limit is not known, and Python's depends on its
    version.
    """
    if _is_deep(text):
        return False
    try:
        _parse_json(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_deep(text: str) -> bool:
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKETS.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST:
            return True
    return False


def _refuse_constant(name: str) -> NoReturn:
    # Python's json accepts NaN and Infinity, which are not JSON.
    raise ValueError(name)


# Built once: json.loads builds a decoder for each call with an option. Numbers stay text: Python
# refuses to parse one of more than 4,300 digits.
_parse_json = json.JSONDecoder(
    parse_int=str, parse_float=str, parse_constant=_refuse_constant
).decode
