"""Dates as the API reads and prints them: aware, in UTC, in whole seconds.

INFERRED, as no source shows other spellings than `2015-12-16T22:18:37Z`: a date with an offset is
converted, a fraction is cut, and a date without a zone is read as UTC.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

LAST_MOMENT = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)

_ISO_8601 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII
)


def parse_moment(text: str) -> datetime | None:
    """Read a date and time; None where it is none."""
    if not _ISO_8601.fullmatch(text):
        return None
    try:
        read = datetime.fromisoformat(text)
        aware = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):  # the 30th of February; the year 0 after an offset
        return None
    return aware.replace(microsecond=0)


@lru_cache(maxsize=256)  # most of what a reply shows is of this second
def show_moment(moment: datetime) -> str:
    """Print a date as replies have it: `YYYY-MM-DDTHH:MM:SSZ`."""
    # strftime does not pad years before 1000 on Linux.
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def show_http_date(moment: datetime) -> str:
    """Print a date as the `Date` header has it."""
    return _http_date(moment.replace(microsecond=0))


@lru_cache(maxsize=4)  # one a second, and many requests in it
def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def later(moment: datetime, span: timedelta) -> datetime:
    """Return the moment `span` later, or the last one that a date can name."""
    try:
        return moment + span
    except OverflowError:
        return LAST_MOMENT
