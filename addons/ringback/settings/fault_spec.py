"""What makes requests fail, as a user describes it: `slow,ms=500-900,path=/v1/Conversations`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ringback.errors import UsageError

# Faults that are answers of Twilio's, besides `twilio-CODE`.
ANSWERS = ("too-many-requests", "unavailable", "internal-error")
# Faults of the connection, and of the time that an answer takes.
EFFECTS = ("slow", "timeout", "reset", "close", "truncate", "malformed", "drip")
NAMES = (*ANSWERS, *EFFECTS, "rate-limit")
KEYS = (
    "name", "times", "method", "path", "after", "chance", "ms", "per_second", "status", "message",
)  # fmt: skip

_TWILIO = re.compile(r"twilio-(\d{5})", re.ASCII)
_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)
_NUMBER = re.compile(r"-?\d+", re.ASCII)
_EXAMPLE = "slow,ms=800,path=/v1/Conversations"

# Which of the faults some keys are for; all others are for every fault.
_ONLY_FOR = {"ms": ("slow", "drip"), "per_second": ("rate-limit",)}
_OF_ANSWERS = ("status", "message")
_TEXTS = ("method", "path", "message")
# Milliseconds: of an answer that is slow, and between the pieces of one that drips.
_DEFAULT_MS = {"slow": (1_000, 1_000), "drip": (100, 100)}
_LONGEST_MS = 3_600_000
# The chance of a fault that always comes, in percent.
ALWAYS = 100.0
# Twilio's own limit of writes.
_DEFAULT_PER_SECOND = 30


@dataclass(frozen=True, slots=True)
class FaultSpec:
    """One fault, and the requests that it is for.

    - `times`: how many requests fail; None for all.
    - `method`, `path`: of requests that fail; None for any. In a path `*` stands for one segment,
      `**` for any rest.
    - `after`: how many matching requests pass before.
    - `chance`: of each other one to fail, in percent.
    - `ms`: the least and the most milliseconds, of a fault that takes time.
    - `per_second`: how many requests pass in a second, of `rate-limit`.
    - `status`, `message`: those of the answer, if they were given.
    """

    name: str
    times: int | None = None
    method: str | None = None
    path: str | None = None
    after: int = 0
    chance: float = ALWAYS
    ms: tuple[int, int] | None = None
    per_second: int | None = None
    status: int | None = None
    message: str | None = None

    @property
    def code(self) -> int | None:
        """The code in a name such as `twilio-50353`; None in any other."""
        found = _TWILIO.fullmatch(self.name)
        return int(found[1]) if found else None

    def describe(self) -> dict[str, Any]:
        """Return the keys and values that differ from the defaults."""
        found: dict[str, Any] = {"name": self.name}
        for key in ("times", "method", "path", "after", "status", "message"):
            value = getattr(self, key)
            if value not in (None, 0):
                found[key] = value
        if self.chance != ALWAYS:
            found["chance"] = int(self.chance) if self.chance.is_integer() else self.chance
        if self.ms is not None and self.ms != _DEFAULT_MS[self.name]:
            least, most = self.ms
            found["ms"] = least if least == most else f"{least}-{most}"
        if self.per_second not in (None, _DEFAULT_PER_SECOND):
            found["per_second"] = self.per_second
        return found

    def __str__(self) -> str:
        """Return the fault as it is typed."""
        name, *pairs = self.describe().items()
        return ",".join((str(name[1]), *(f"{key}={value}" for key, value in pairs)))


def parse_fault(text: str) -> FaultSpec:
    """Parse a fault's name, and keys with values: `reset,times=1,method=POST`."""
    name, *pairs = text.split(",")
    given: dict[str, Any] = {"name": name.strip()}
    for pair in pairs:
        key, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not value:
            raise UsageError(f"{pair!r} in {text!r} is not KEY=VALUE; give a fault as {_EXAMPLE}")
        if key in given:
            raise UsageError(f"{key} is in {text!r} twice; give it once")
        is_number = key not in _TEXTS and _NUMBER.fullmatch(value)
        given[key] = int(value) if is_number else value
    return parse_members(given)


def parse_members(given: Mapping[str, Any]) -> FaultSpec:
    """Return the fault of some keys with values; raises UsageError."""
    name = check_name(given.get("name"))
    _check_keys(name, given)
    method, path = given.get("method"), given.get("path")
    if method is not None and not (isinstance(method, str) and method.isalpha()):
        raise UsageError(f"method is {method!r}; give a method, such as POST")
    if path is not None and not (isinstance(path, str) and path.startswith(("/", "*"))):
        raise UsageError(f"path is {path!r}; begin it with a slash, such as /v1/Conversations/*")
    message = given.get("message")
    if message is not None and not isinstance(message, str):
        raise UsageError(f"message is {message!r}; give a text")
    return FaultSpec(
        name,
        times=_parse_count(given, "times", 1),
        method=method.upper() if method is not None else None,
        path=path,
        after=_parse_count(given, "after", 0) or 0,
        chance=_parse_chance(given),
        ms=_parse_ms(given) or _DEFAULT_MS.get(name),
        per_second=_parse_per_second(name, given),
        status=_parse_status(given),
        message=message,
    )


def check_name(name: Any) -> str:
    """Return the name of a fault; raises UsageError for what is none."""
    if isinstance(name, str) and (name in NAMES or _TWILIO.fullmatch(name)):
        return name
    raise UsageError(
        f"the fault's name is {name!r}; accepted are {', '.join(NAMES)}, and twilio-CODE, "
        "such as twilio-50353"
    )


def _check_keys(name: str, given: Mapping[str, Any]) -> None:
    answers = name not in EFFECTS and name != "rate-limit"
    accepted = [
        key
        for key in KEYS
        if name in _ONLY_FOR.get(key, (name,)) and (answers or key not in _OF_ANSWERS)
    ]
    unknown = next((key for key in given if key not in accepted), None)
    if unknown is not None:
        what = "is not a key of a fault" if unknown not in KEYS else f"is not a key of {name}"
        raise UsageError(f"{unknown!r} {what}; accepted are {', '.join(accepted[1:])}")


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


def _parse_per_second(name: str, given: Mapping[str, Any]) -> int | None:
    default = _DEFAULT_PER_SECOND if name == "rate-limit" else None
    return _parse_count(given, "per_second", 1) or default


def _parse_chance(given: Mapping[str, Any]) -> float:
    value = given.get("chance")
    if value is None:
        return ALWAYS
    try:
        chance = 0.0 if isinstance(value, bool) else float(str(value).removesuffix("%"))
    except ValueError:
        chance = 0.0
    if not 0 < chance <= 100:
        raise UsageError(f"chance is {value!r}; give a percentage above 0 and up to 100, such as 5")
    return chance


def _parse_ms(given: Mapping[str, Any]) -> tuple[int, int] | None:
    value = given.get("ms")
    if value is None:
        return None
    found = _RANGE.fullmatch(str(value)) if type(value) in (int, str) else None
    least, most = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= least <= most <= _LONGEST_MS:
        raise UsageError(
            f"ms is {value!r}; give milliseconds, such as 800 or 500-900, {_LONGEST_MS} at most"
        )
    return least, most
