"""When a recorded reply was given, as far as it says so."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ringback.http.messages import Response


def parse_reply_date(response: Response) -> datetime | None:
    """Return the moment in the `Date` header, in UTC; None where there is none to be read."""
    try:
        moment = parsedate_to_datetime(response.headers.get("date") or "")
        # "-0000" is UTC, of somebody who does not say where he is.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
