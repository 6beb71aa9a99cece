"""Parsing of the times that a test sets the fake's clock to."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ringback.errors import UsageError
from ringback.settings import parsers

# pytest leaves out the frames of this module, so that a failed test shows its own line.
__tracebackhide__ = True


def to_instant(moment: Any) -> datetime:
    """Return a datetime or text as an aware datetime in UTC; raises UsageError."""
    if isinstance(moment, str):
        return parsers.parse_instant(moment)
    if not isinstance(moment, datetime):
        raise UsageError(
            f"now is {moment!r}; accepted are a datetime, and text such as 2026-01-31T12:00:00Z"
        )
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def to_timedelta(by: Any, units: Mapping[str, Any]) -> timedelta:
    """Return by how much `advance(by, **units)` moves a clock.

    Raises UsageError unless that is a positive timedelta.
    """
    try:
        step: timedelta = (timedelta() if by is None else by) + timedelta(**units)
    except (TypeError, OverflowError):
        given = [] if by is None else [repr(by)]
        given += [f"{name}={value!r}" for name, value in units.items()]
        raise UsageError(
            f"advance({', '.join(given)}) is not accepted; give a timedelta or its keywords (weeks,"
            " days, hours, minutes, seconds), such as advance(hours=1)"
        ) from None
    if step <= timedelta():
        raise UsageError(f"the clock cannot advance by {step}; give more, such as advance(hours=1)")
    return step
