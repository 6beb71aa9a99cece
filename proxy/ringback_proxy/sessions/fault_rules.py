"""Rules that make requests fail, by the names of their faults."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from ringback.errors import UsageError
from ringback.http.messages import Request
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault

NAMES = {
    "too-many-requests": Fault(429, 20429, "Too Many Requests"),
    "unavailable": Fault(503, 20503, "Service Unavailable"),
    "internal-error": Fault(500, 20500, "Internal Server Error"),
}
KEYS = ("name", "times", "method", "path", "after", "status", "message")

_BY_CODE = {fault.code: fault for fault in vars(faults).values() if isinstance(fault, Fault)}
_BY_CODE |= {fault.code: fault for fault in NAMES.values()}
_WILDCARDS = re.compile(r"(\*\*|\*)")
_TWILIO = re.compile(r"twilio-(\d{5})", re.ASCII)


@dataclass(slots=True)
class FaultRule:
    """One rule; `times` and `after` are what is left of them.

    - `fault`: the answer.
    - `times`: how many requests fail; None for all.
    - `method`: of requests that fail; None for any.
    - `path`: likewise; `*` stands for one segment, `**` for any rest.
    - `after`: how many matching requests pass before.
    - `status`, `message`: those of the answer, if they were given.
    """

    name: str
    fault: Fault
    times: int | None = None
    method: str | None = None
    path: str | None = None
    after: int = 0
    status: int | None = None
    message: str | None = None

    def matches(self, request: Request) -> bool:
        """Return whether a request is one that the rule is for."""
        if self.method is not None and self.method != request.method:
            return False
        return self.path is None or _matches_path(self.path, unquote(request.path))

    def describe(self) -> dict[str, Any]:
        """Return the rule as it is given, without what is not set."""
        values = {name: getattr(self, name) for name in KEYS}
        return {name: value for name, value in values.items() if value not in (None, 0)}


def _matches_path(pattern: str, path: str) -> bool:
    """Return whether a path matches, in a time that grows with both lengths only."""
    reached = {0}
    for part in _WILDCARDS.split(pattern):
        if part == "**":
            reached = set(range(min(reached), len(path) + 1))
        elif part == "*":
            reached = _extend(reached, path)
        else:
            reached = {at + len(part) for at in reached if path.startswith(part, at)}
        if not reached:
            return False
    return len(path) in reached


def _extend(reached: set[int], path: str) -> set[int]:
    """Return the offsets up to the end of the segments that offsets are in."""
    extended: set[int] = set()
    for at in sorted(reached):
        if at not in extended:
            slash = path.find("/", at)
            extended.update(range(at, (len(path) if slash < 0 else slash) + 1))
    return extended


def parse_rule(given: Mapping[str, Any]) -> FaultRule:
    """Return the rule of some keys with values; raises UsageError."""
    unknown = [key for key in given if key not in KEYS]
    if unknown:
        raise UsageError(f"{unknown[0]!r} is no key of a fault; accepted are {', '.join(KEYS)}")
    name = given.get("name")
    method, path = given.get("method"), given.get("path")
    if method is not None and not (isinstance(method, str) and method.isalpha()):
        raise UsageError(f"method is {method!r}; give a method, such as POST")
    if path is not None and not (isinstance(path, str) and path.startswith(("/", "*"))):
        raise UsageError(f"path is {path!r}; begin it with a slash, such as /v1/Conversations/*")
    status, message = _parse_status(given), given.get("message")
    if message is not None and not isinstance(message, str):
        raise UsageError(f"message is {message!r}; give a text")
    return FaultRule(
        str(name),
        find_fault(name, status, message),
        _parse_count(given, "times", 1),
        method.upper() if method is not None else None,
        path,
        _parse_count(given, "after", 0) or 0,
        status,
        message,
    )


def _parse_status(given: Mapping[str, Any]) -> int | None:
    value = given.get("status")
    if value is not None and (type(value) is not int or not 400 <= value <= 599):
        raise UsageError(f"status is {value!r}; give that of an error, 400 to 599")
    return value


def _parse_count(given: Mapping[str, Any], name: str, least: int) -> int | None:
    value = given.get(name)
    if value is not None and (type(value) is not int or value < least):
        raise UsageError(f"{name} is {value!r}; give a whole number of at least {least}")
    return value


def find_fault(name: Any, status: int | None = None, message: str | None = None) -> Fault:
    """Return the fault of a name, such as `too-many-requests` or `twilio-50353`.

    With a status, `twilio-CODE` may have any code. Raises UsageError for a name that is not known,
    or a code that the model does not have.
    """
    found = _find_fault(name, status)
    return Fault(status or found.status, found.code, message or found.message)


def _find_fault(name: Any, status: int | None) -> Fault:
    if isinstance(name, str) and name in NAMES:
        return NAMES[name]
    match = _TWILIO.fullmatch(name) if isinstance(name, str) else None
    if match is None:
        raise UsageError(
            f"the fault's name is {name!r}; accepted are {', '.join(NAMES)}, and twilio-CODE, "
            "such as twilio-50353"
        )
    fault = _BY_CODE.get(int(match[1]))
    if fault is None and status is not None:
        return Fault(status, int(match[1]), "Error")
    if fault is None:
        raise UsageError(
            f"the model has no fault with the code {match[1]}; those that it has are listed at "
            f"{faults.MORE_INFO} and in docs/fidelity.md, such as twilio-50353"
        )
    return fault
