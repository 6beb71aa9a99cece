"""A reader of a recorded reply's JSON, which may have any shape."""

from dataclasses import dataclass
from datetime import datetime

from ringback.sids import is_sid
from ringback.twilio.values.datetimes import parse_datetime
from ringback.twilio.values.types import Json

LARGEST_NUMBER = 999_999_999


@dataclass(frozen=True, slots=True)
class ReplyReader:
    """One JSON object of a reply, whose values are read as a type or as None.

    The methods take the keys from the outermost to the innermost.
    """

    body: Json

    def __contains__(self, key: str) -> bool:
        return isinstance(self.body, dict) and key in self.body

    def without(self, *keys: str) -> "ReplyReader":
        """Return the object without some keys."""
        if not isinstance(self.body, dict):
            return self
        return ReplyReader({key: value for key, value in self.body.items() if key not in keys})

    def value(self, *keys: str) -> Json:
        """Return the value under the keys, or None."""
        found = self.body
        for key in keys:
            if not isinstance(found, dict):
                return None
            found = found.get(key)
        return found

    def text(self, *keys: str) -> str | None:
        """Return a string, or None."""
        value = self.value(*keys)
        return value if isinstance(value, str) else None

    def texts(self, *keys: str) -> tuple[str, ...] | None:
        """Return the items of an array as strings, or None."""
        value = self.value(*keys)
        return tuple(str(item) for item in value) if isinstance(value, list) else None

    def sid(self, prefix: str, *keys: str) -> str | None:
        """Return a SID of one kind, or None."""
        text = self.text(*keys)
        return text if text is not None and is_sid(prefix, text) else None

    def date(self, *keys: str) -> datetime | None:
        """Return a date and time, or None."""
        return parse_datetime(self.text(*keys) or "")

    def number(self, *keys: str) -> int | None:
        """Return a whole number from 0 to 999,999,999, or None."""
        value = self.value(*keys)
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return value if 0 <= value <= LARGEST_NUMBER else None

    def items(self, key: str) -> "list[ReplyReader]":
        """Return the objects of an array; an empty list if there is none."""
        value = self.value(key)
        return [ReplyReader(item) for item in value] if isinstance(value, list) else []
