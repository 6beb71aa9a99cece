"""What the fake remembers of one conversation, participant, message and so on."""

from datetime import datetime

from ringback.twilio.values.durations import Duration
from ringback.twilio.values.types import Value


class StoredResource:
    """One resource that exists: its SID, where it belongs, and what has been set on it.

    `segment` is the name of its collection in the path ("" for an account), `ordinal` its place in
    the order of its shelf. Values that nobody set are not kept: there may be very many records.
    """

    __slots__ = ("ordinal", "parent", "segment", "sid", "values")

    def __init__(
        self, sid: str, segment: str, parent: "StoredResource | None", values: dict[str, Value]
    ) -> None:
        self.sid = sid
        self.segment = segment
        self.parent = parent
        self.values = values
        self.ordinal = -1

    @property
    def parent_sid(self) -> str:
        """The SID of what this record stands under; "" for an account."""
        return self.parent.sid if self.parent is not None else ""

    def text(self, name: str) -> str | None:
        """Return a value that is text, or None where it was never set."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int | None:
        """Return a value that is a whole number, or None where it was never set."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def moment(self, name: str) -> datetime | None:
        """Return a value that is a date, or None where it was never set."""
        value = self.values.get(name)
        return value if isinstance(value, datetime) else None

    def duration(self, name: str) -> Duration | None:
        """Return a value that is a duration, or None where it was never set."""
        value = self.values.get(name)
        return value if isinstance(value, Duration) else None
