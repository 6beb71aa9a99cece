"""What a test expects to have been asked for, and what keeps a request from being that."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ringback.errors import UsageError
from ringback_proxy.testing.exchange import Exchange

# A failed test shows its own line, not ours: pytest leaves out the frames of this module.
__tracebackhide__ = True

_SHOWN = 60  # characters of a value


@dataclass(frozen=True, slots=True)
class RequestAssertion:
    """A request that should, or should not, have come; what is None or empty may be anything.

    In `path` a `*` stands for any one segment: `/v1/Conversations/*/Messages`. Of `form`, `query`,
    `headers` and `json` (where it is an object) the named fields count, and others may be there. A
    field that holds JSON, such as Attributes, may be given as the object that it means.
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
                f"method is {self.method!r}, which is none; give the method first, such as POST, "
                "and the path by name where any method will do: path=..."
            )
        if isinstance(self.path, str) and "?" in self.path:
            raise UsageError(
                f"{self.path!r} has a query; give it apart, such as query={{'PageSize': '1'}}"
            )
        if isinstance(self.path, str) and not self.path.startswith("/"):
            raise UsageError(
                f"{self.path!r} is no path; give it from the slash on, such as /v1/Conversations"
            )

    def __str__(self) -> str:
        path = self.path.pattern if isinstance(self.path, re.Pattern) else self.path
        parts = [" ".join(filter(None, (self.method or "any method", path or "any path")))]
        for name, fields in (("form", self.form), ("query", self.query), ("headers", self.headers)):
            if fields:
                given = ", ".join(f"{key}={_shown(value)}" for key, value in fields.items())
                parts.append(f"{name} {given}")
        if self.json is not None:
            parts.append(f"json {_shown(self.json)}")
        return ", ".join(parts)

    def met_by(self, exchange: Exchange) -> bool:
        """Return whether an exchange is the one expected."""
        return next(self.differences(exchange), None) is None

    def differences(self, exchange: Exchange) -> Iterator[str]:
        """Say what an exchange has otherwise, a phrase each, what matters most first."""
        if self.method is not None and self.method.upper() != exchange.method:
            yield f"method {exchange.method}"
        if self.path is not None and not self._is_path(exchange.path):
            yield f"path {exchange.path}"
        yield from _fields("form", self.form, exchange.form)
        yield from _fields("query", self.query, exchange.query)
        if isinstance(self.json, Mapping) and isinstance(exchange.json, Mapping):
            yield from _fields("json", self.json, exchange.json)
        elif self.json is not None and self.json != exchange.json:
            yield f"json {_shown(exchange.json)}"
        for name, value in (self.headers or {}).items():
            if exchange.headers.get(name) != value:
                # Its value may be a credential.
                yield f"header {name} {'differs' if name in exchange.headers else 'absent'}"

    def _is_path(self, path: str) -> bool:
        if isinstance(self.path, re.Pattern):
            return self.path.fullmatch(path) is not None
        wanted = (self.path or "").split("/")
        segments = path.split("/")
        return len(wanted) == len(segments) and all(
            expected in ("*", segment) for expected, segment in zip(wanted, segments, strict=True)
        )


def _fields(
    kind: str, wanted: Mapping[str, object] | None, found: Mapping[str, object]
) -> Iterator[str]:
    for name, value in (wanted or {}).items():
        if name not in found:
            yield f"{kind} {name} absent"
        elif not _equal(value, found[name]):
            yield f"{kind} {name}={_shown(found[name])}"


def _equal(wanted: object, found: object) -> bool:
    """Compare as a test means it: a number is its digits, an object the JSON that was sent."""
    if wanted == found or not isinstance(found, str):
        return wanted == found
    if isinstance(wanted, bool):
        return found == ("true" if wanted else "false")
    if isinstance(wanted, datetime):
        return _same_instant(wanted, found)
    if isinstance(wanted, Mapping):
        try:
            return bool(json.loads(found) == wanted)
        except (ValueError, RecursionError):
            return False
    return isinstance(wanted, int | float) and str(wanted) == found


def _same_instant(wanted: datetime, found: str) -> bool:
    try:
        sent = datetime.fromisoformat(found)
    except ValueError:
        return False
    return _in_utc(sent) == _in_utc(wanted)


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
