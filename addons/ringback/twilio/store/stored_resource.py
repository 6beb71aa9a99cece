"""What the fake stores of a conversation, participant, message and so on."""

from collections.abc import Mapping
from datetime import datetime

from ringback.twilio.store.touched import Touched
from ringback.twilio.values.durations import Duration
from ringback.twilio.values.types import Value


class StoredResource:
    """One resource: its SID, its parent, and the values that have been set on it.

    `segment` is the name of its collection in the path ("" for an account), `ordinal` its position
    in the collection's order. `touched` is where its changes are noted, if they are.

    `values` is a dict and not a class for each resource, because the tables drive everything: a
    parameter's `key` is the name under which its value is stored, and an attribute's name is the
    name under which it is shown. Values that were never set have no key, which saves memory. The
    methods change them, so that no change of a record goes unnoticed.
    """

    __slots__ = ("ordinal", "parent", "segment", "sid", "touched", "values")

    def __init__(
        self, sid: str, segment: str, parent: "StoredResource | None", values: dict[str, Value]
    ) -> None:
        self.sid = sid
        self.segment = segment
        self.parent = parent
        self.values = values
        self.ordinal = -1
        self.touched: Touched[StoredResource] | None = None

    def touch(self) -> None:
        """Note that the record has changed."""
        if self.touched is not None:
            self.touched.note(self)

    def change(self, values: Mapping[str, Value]) -> None:
        """Set some values; those of an alias only through its collection."""
        self.values.update(values)
        self.touch()

    def replace(self, values: dict[str, Value]) -> None:
        """Set all values."""
        self.values = values
        self.touch()

    def forget(self, name: str) -> Value:
        """Remove a value, and return it; None if it was never set."""
        self.touch()
        return self.values.pop(name, None)

    @property
    def parent_sid(self) -> str:
        """The SID of the parent; "" for an account."""
        return self.parent.sid if self.parent is not None else ""

    def copy(self) -> "StoredResource":
        """Return a copy as it is now, which is in no collection."""
        made = StoredResource(self.sid, self.segment, self.parent, dict(self.values))
        made.ordinal = self.ordinal
        return made

    def text(self, name: str) -> str | None:
        """Return a value that is text, or None if it was never set."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int | None:
        """Return a value that is a whole number, or None if it was never set."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def date(self, name: str) -> datetime | None:
        """Return a value that is a date and time, or None if it was never set."""
        value = self.values.get(name)
        return value if isinstance(value, datetime) else None

    def duration(self, name: str) -> Duration | None:
        """Return a value that is a duration, or None if it was never set."""
        value = self.values.get(name)
        return value if isinstance(value, Duration) else None
