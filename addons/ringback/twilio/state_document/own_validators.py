"""Validators of what no request has: the content of a file, and its exact date."""

import binascii
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime

from ringback.twilio.values.datetimes import parse_datetime
from ringback.twilio.values.faults import INVALID_PARAMETER, Fault
from ringback.twilio.values.types import Value


@dataclass(frozen=True, slots=True)
class Base64:
    """The content of a file; stored as text."""

    def read(self, text: str) -> Value | Fault:
        """Return the text without white space."""
        joined = "".join(text.split())
        try:
            b64decode(joined, validate=True)
        except (binascii.Error, ValueError):
            return INVALID_PARAMETER
        return joined


@dataclass(frozen=True, slots=True)
class ExactDateTime:
    """A date and time with the fraction of its second."""

    def read(self, text: str) -> Value | Fault:
        """Return the date in UTC."""
        whole = parse_datetime(text)
        if whole is None:
            return INVALID_PARAMETER
        return whole.replace(microsecond=datetime.fromisoformat(text).microsecond)


def format_exact(date: datetime) -> str:
    """Format a date with its microseconds, if it has any."""
    return date.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
