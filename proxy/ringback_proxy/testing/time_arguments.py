"""Times as a test gives them to the fake's clock."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ringback.errors import UsageError
from ringback.settings import parsers

# A failed test shows its own line, not ours: pytest leaves out the frames of this module.
__tracebackhide__ = True


def instant(moment: Any) -> datetime:
    """Return an instant in UTC, from a datetime or from text; raises UsageError."""
    if isinstance(moment, str):
        return parsers.parse_instant(moment)
    if not isinstance(moment, datetime):
        raise UsageError(
            f"now is {moment!r}; accepted are a datetime, and text such as 2026-01-31T12:00:00Z"
        )
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def step(by: Any, units: Mapping[str, Any]) -> timedelta:
    """Return how far a clock is put forward; raises UsageError for what is no way forward."""
    try:
        forward: timedelta = (timedelta() if by is None else by) + timedelta(**units)
    except (TypeError, OverflowError):
        given = [] if by is None else [repr(by)]
        given += [f"{name}={value!r}" for name, value in units.items()]
        raise UsageError(
            f"advance({', '.join(given)}) is not accepted; give a timedelta, or its words: weeks, "
            "days, hours, minutes, seconds, such as advance(hours=1)"
        ) from None
    if forward <= timedelta():
        raise UsageError(f"the clock goes forward, not by {forward}; give advance(hours=1), say")
    return forward
