"""The request that a test expects, and how another one differs from it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ringback.errors import UsageError
from ringback_proxy.testing.exchange import Exchange

# pytest leaves out the frames of this module, so that a failed test shows its own line.
__tracebackhide__ = True

_MAX_VALUE = 60  # characters


@dataclass(frozen=True, slots=True)
class RequestAssertion:
    """The request to look for; a field that is None or empty matches anything.

    - `path`: `*` matches any one segment: `/v1/Conversations/*/Messages`. A compiled pattern has
      to match the whole path.
    - `form`, `query`, `headers`, and `json` if it is an object: the fields that have to be there;
      others are ignored. The value of a field with JSON text, such as Attributes, may be given as
      an object.

    Raises UsageError for a method or path that no request can have.
    """

    method: str | None = None
    path: str | re.Pattern[str] | None = None
    form: Mapping[str, object] | None = None
    query: Mapping[str, object] | None = None
    json: Any = None
    headers: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        if self.method is not None and not str(self.method).isalpha():
            raise UsageError(
                f"{self.method!r} is not a method; give the method first, such as POST, "
                "or only the path, by name, to accept any method: path=..."
            )
        if isinstance(self.path, str) and "?" in self.path:
            raise UsageError(
                f"{self.path!r} has a query; give it separately, such as query={{'PageSize': '1'}}"
            )
        if isinstance(self.path, str) and not self.path.startswith("/"):
            raise UsageError(
                f"{self.path!r} is no path; begin it with a slash, such as /v1/Conversations"
            )

    def __str__(self) -> str:
        path = self.path.pattern if isinstance(self.path, re.Pattern) else self.path
        parts = [" ".join(filter(None, (self.method or "any method", path or "any path")))]
        for name, fields in (("form", self.form), ("query", self.query), ("headers", self.headers)):
            if fields:
                given = ", ".join(f"{key}={_shorten(value)}" for key, value in fields.items())
                parts.append(f"{name} {given}")
        if self.json is not None:
            parts.append(f"json {_shorten(self.json)}")
        return ", ".join(parts)

    def matches(self, exchange: Exchange) -> bool:
        """Return whether an exchange has all that is expected."""
        return next(self.find_differences(exchange), None) is None

    def find_differences(self, exchange: Exchange) -> Iterator[str]:
        """Yield a phrase for each difference of an exchange, the most important first."""
        if self.method is not None and self.method.upper() != exchange.method:
            yield f"method {exchange.method}"
        if self.path is not None and not self._matches_path(exchange.path):
            yield f"path {exchange.path}"
        yield from _compare_fields("form", self.form, exchange.form)
        yield from _compare_fields("query", self.query, exchange.query)
        if isinstance(self.json, Mapping) and isinstance(exchange.json, Mapping):
            yield from _compare_fields("json", self.json, exchange.json)
        elif self.json is not None and self.json != exchange.json:
            yield f"json {_shorten(exchange.json)}"
        for name, value in (self.headers or {}).items():
            if exchange.headers.get(name) != value:
                # Without its value, which may be a credential.
                yield f"header {name} {'differs' if name in exchange.headers else 'absent'}"

    def _matches_path(self, path: str) -> bool:
        if isinstance(self.path, re.Pattern):
            return self.path.fullmatch(path) is not None
        expected = (self.path or "").split("/")
        segments = path.split("/")
        return len(expected) == len(segments) and all(
            pattern in ("*", segment) for pattern, segment in zip(expected, segments, strict=True)
        )


def _compare_fields(
    kind: str, expected: Mapping[str, object] | None, found: Mapping[str, object]
) -> Iterator[str]:
    for name, value in (expected or {}).items():
        if name not in found:
            yield f"{kind} {name} absent"
        elif not _equals(value, found[name]):
            yield f"{kind} {name}={_shorten(found[name])}"


def _equals(expected: object, found: object) -> bool:
    """Compare a value with the text that was sent: of a number, a date, a boolean or JSON."""
    if expected == found or not isinstance(found, str):
        return expected == found
    if isinstance(expected, bool):
        return found == ("true" if expected else "false")
    if isinstance(expected, datetime):
        return _is_same_instant(expected, found)
    if isinstance(expected, Mapping):
        try:
            return bool(json.loads(found) == expected)
        except (ValueError, RecursionError):
            return False
    return isinstance(expected, int | float) and str(expected) == found


def _is_same_instant(expected: datetime, found: str) -> bool:
    try:
        sent = datetime.fromisoformat(found)
    except ValueError:
        return False
    return _to_utc(sent) == _to_utc(expected)


def _to_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _MAX_VALUE else text[: _MAX_VALUE - 1] + "…"
