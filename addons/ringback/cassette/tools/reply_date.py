"""The date of a recorded reply."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ringback.http.messages import Response


def parse_reply_date(response: Response) -> datetime | None:
    """Return the moment in the `Date` header, in UTC; None if it is absent or malformed."""
    try:
        moment = parsedate_to_datetime(response.headers.get("date") or "")
        # "-0000" is UTC from a sender without a known time zone.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
