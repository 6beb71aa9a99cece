"""A recorded reply's JSON, which somebody else wrote: each value as what it should be, or None."""

from dataclasses import dataclass
from datetime import datetime

from ringback.sids import is_sid
from ringback.twilio.values.datetimes import parse_moment
from ringback.twilio.values.types import Json

LARGEST_NUMBER = 999_999_999


@dataclass(frozen=True, slots=True)
class ReplyReader:
    """One JSON object out of a reply; values are found by their keys, the outermost first."""

    body: Json

    def __contains__(self, key: str) -> bool:
        return isinstance(self.body, dict) and key in self.body

    def without(self, *keys: str) -> "ReplyReader":
        """Return the object less some keys."""
        if not isinstance(self.body, dict):
            return self
        return ReplyReader({key: value for key, value in self.body.items() if key not in keys})

    def value(self, *keys: str) -> Json:
        """Return what stands under keys, or None."""
        found = self.body
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def text(self, *keys: str) -> str | None:
        """Return a text, or None."""
        value = self.value(*keys)
        return value if isinstance(value, str) else None

    def texts(self, *keys: str) -> tuple[str, ...] | None:
        """Return the texts of an array, or None."""
        value = self.value(*keys)
        return tuple(str(item) for item in value) if isinstance(value, list) else None

    def sid(self, prefix: str, *keys: str) -> str | None:
        """Return a SID of one kind, or None."""
        text = self.text(*keys)
        return text if text is not None and is_sid(prefix, text) else None

    def moment(self, *keys: str) -> datetime | None:
        """Return a date, or None."""
        return parse_moment(self.text(*keys) or "")

    def number(self, *keys: str) -> int | None:
        """Return a whole number that is not negative, or None."""
        value = self.value(*keys)
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return value if 0 <= value <= LARGEST_NUMBER else None

    def items(self, key: str) -> "list[ReplyReader]":
        """Return the objects of an array."""
        value = self.value(key)
        return [ReplyReader(item) for item in value] if isinstance(value, list) else []
