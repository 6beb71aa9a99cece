"""ISO 8601 durations, as the timers take them.

The reference says "ISO8601 duration" and shows `PT0S`, `PT10M` and `P1D`. That weeks, months and
years are taken too, and a fraction with seconds only, is INFERRED.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from ringback.twilio.values.datetimes import LAST_MOMENT, later

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
    """A duration as it was written, in calendar months and a span of time."""

    text: str
    months: int
    span: timedelta

    @property
    def is_zero(self) -> bool:
        """Return whether it lasts no time at all."""
        return not self.months and not self.span

    def is_shorter_than(self, minimum: timedelta) -> bool:
        """Return whether it lasts less than a minimum of at most a month."""
        return not self.months and self.span < minimum

    def after(self, moment: datetime) -> datetime:
        """Return the moment at which it ends when it starts at `moment`."""
        years, month = divmod(moment.month - 1 + self.months, 12)
        year = moment.year + years
        if year > LAST_MOMENT.year:
            return LAST_MOMENT
        day = min(moment.day, monthrange(year, month + 1)[1])
        return later(moment.replace(year=year, month=month + 1, day=day), self.span)


def parse_duration(text: str) -> Duration | None:
    """Read a duration; None where it is none."""
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
    except OverflowError:  # longer than dates reach
        span = timedelta.max
    return Duration(text, months=int(part["years"] * 12 + part["months"]), span=span)


def lasting(span: timedelta) -> Duration:
    """Return the duration of a span, in whole seconds; of one that is over, none at all."""
    seconds = max(int(span.total_seconds()), 0)
    return Duration(f"PT{seconds}S", months=0, span=timedelta(seconds=seconds))
