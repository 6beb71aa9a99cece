"""ISO 8601 durations, as the timers accept them.

The reference says "ISO8601 duration" and shows `PT0S`, `PT10M` and `P1D`. INFERRED
(fidelity: duration-forms): weeks, months and years are accepted too, and a fraction of seconds.

The `isodate` package is not used: it accepts spellings that this format does not have (signs, the
alternative format), and it does not keep the text, which replies show as it was sent.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from ringback.twilio.values.datetimes import LAST_DATETIME, add_saturating

# At least one part, and at least one after the T; nine digits reach beyond the last date.
_ISO_8601 = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?:(?P<weeks>\d{1,9})W)?"
    r"(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?"
    r"(?:(?P<seconds>\d{1,9}(?:[.,]\d{1,9})?)S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration: its text as it was sent, its calendar months, and its span of time."""

    text: str
    months: int
    span: timedelta

    @property
    def is_zero(self) -> bool:
        """Whether the duration is of no length."""
        return not self.months and not self.span

    def is_shorter_than(self, minimum: timedelta) -> bool:
        """Return whether the duration is shorter than a minimum of at most a month."""
        return not self.months and self.span < minimum

    def add_to(self, start: datetime) -> datetime:
        """Return the end of the duration if it begins at `start`."""
        years, month = divmod(start.month - 1 + self.months, 12)
        year = start.year + years
        if year > LAST_DATETIME.year:
            return LAST_DATETIME
        day = min(start.day, monthrange(year, month + 1)[1])
        return add_saturating(start.replace(year=year, month=month + 1, day=day), self.span)


def parse_duration(text: str) -> Duration | None:
    """Parse a duration; None if it is not one."""
    match = _ISO_8601.fullmatch(text)
    if match is None:
        return None
    found = match.groupdict(default="0")
    part = {name: float(number.replace(",", ".")) for name, number in found.items()}
    try:
        span = timedelta(
            weeks=part["weeks"],
            days=part["days"],
            hours=part["hours"],
            minutes=part["minutes"],
            seconds=part["seconds"],
        )
    except OverflowError:  # longer than timedelta's range
        span = timedelta.max
    return Duration(text, months=int(part["years"] * 12 + part["months"]), span=span)


def make_duration(span: timedelta) -> Duration:
    """Return the duration of a span, in whole seconds; zero for a negative span."""
    seconds = max(int(span.total_seconds()), 0)
    return Duration(f"PT{seconds}S", months=0, span=timedelta(seconds=seconds))
