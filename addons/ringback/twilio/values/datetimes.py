"""Dates as the API parses and formats them: aware, in UTC, in whole seconds.

INFERRED (fidelity: date-forms), as no source shows a form other than `2015-12-16T22:18:37Z`: a date
with an offset is converted, a fraction is cut, and a date without a zone is read as UTC.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

LAST_DATETIME = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)

_ISO_8601 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII
)


def parse_datetime(text: str) -> datetime | None:
    """Parse a date and time; None if it is not one."""
    return _parse_iso(text) if _ISO_8601.fullmatch(text) else None


@lru_cache(maxsize=256)  # the records of a cassette have few dates
def _parse_iso(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
        aware = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):  # the 30th of February; the year 0 after an offset
        return None
    return aware.replace(microsecond=0)


@lru_cache(maxsize=256)  # most dates in a reply are of the current second
def format_iso(date: datetime) -> str:
    """Format a date as in replies: `YYYY-MM-DDTHH:MM:SSZ`."""
    # strftime does not pad years before 1000 on Linux.
    return date.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def format_http_date(date: datetime) -> str:
    """Format a date as in the `Date` header."""
    return _format_http_date(date.replace(microsecond=0))


@lru_cache(maxsize=4)  # one value a second, for many requests
def _format_http_date(date: datetime) -> str:
    return format_datetime(date.astimezone(UTC), usegmt=True)


def add_saturating(date: datetime, span: timedelta) -> datetime:
    """Return a date plus a span, or LAST_DATETIME if the sum is out of range."""
    try:
        return date + span
    except OverflowError:
        return LAST_DATETIME
