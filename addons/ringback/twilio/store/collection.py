"""The records of one kind under one parent, by SID, by alias, and in order."""

from collections.abc import Iterator, Mapping

from ringback.twilio.store.ordering import Ordering
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.store.touched import Touched
from ringback.twilio.values.types import Value


class Collection:
    """The records of one kind under one parent.

    An alias addresses a record instead of its SID: a conversation's unique name, a participant's
    identity. `alias` is the name of the value that holds it, or None. Changes are noted in
    `touched`, if they are at all.
    """

    __slots__ = ("_aliases", "_by_sid", "_touched", "alias", "order")

    def __init__(
        self, alias: str | None = None, touched: Touched[StoredResource] | None = None
    ) -> None:
        self.alias = alias
        self._touched = touched
        self.order = Ordering()
        self._by_sid: dict[str, StoredResource] = {}
        self._aliases: dict[str, StoredResource] = {}

    def __len__(self) -> int:
        return len(self._by_sid)

    def __iter__(self) -> Iterator[StoredResource]:
        return self.order.ascending()

    def find(self, name: str) -> StoredResource | None:
        """Return the record with this SID or, if there is none, with this alias."""
        return self._by_sid.get(name) or self._aliases.get(name)

    def find_by_sid(self, sid: str) -> StoredResource | None:
        """Return the record with this SID, or None."""
        return self._by_sid.get(sid)

    def find_by_alias(self, alias: str) -> StoredResource | None:
        """Return the record with this alias, or None."""
        return self._aliases.get(alias)

    def add(self, record: StoredResource, ordinal: int | None = None) -> None:
        """Add a record under the given ordinal if it is free, else at the end."""
        self._by_sid[record.sid] = record
        if ordinal is None or ordinal in self.order:
            self.order.append(record)
        else:
            self.order.insert(record, ordinal)
        self._add_alias(record)
        if self._touched is not None:
            record.touched = self._touched
            record.touch()

    def remove(self, record: StoredResource) -> None:
        """Remove a record, which frees its alias."""
        del self._by_sid[record.sid]
        self.order.remove(record)
        self._remove_alias(record)
        record.touch()

    def update(self, record: StoredResource, values: Mapping[str, Value]) -> None:
        """Set values of a record, which may include its alias."""
        self._remove_alias(record)
        record.change(values)
        self._add_alias(record)

    def rename(self, record: StoredResource, sid: str) -> None:
        """Change the SID of a record."""
        del self._by_sid[record.sid]
        record.sid = sid
        self._by_sid[sid] = record
        record.touch()

    def move_to_end(self, record: StoredResource) -> None:
        """Make a record the last in the order."""
        self.order.move_to_end(record)
        record.touch()

    def restore(self, record: StoredResource, values: dict[str, Value], ordinal: int) -> None:
        """Make a record what it has become elsewhere."""
        self._remove_alias(record)
        record.values = values
        self._add_alias(record)
        if ordinal != record.ordinal:
            self.order.remove(record)
            self.order.insert(record, ordinal)

    def _add_alias(self, record: StoredResource) -> None:
        name = record.text(self.alias) if self.alias else None
        if name:
            self._aliases[name] = record

    def _remove_alias(self, record: StoredResource) -> None:
        name = record.text(self.alias) if self.alias else None
        if name and self._aliases.get(name) is record:
            del self._aliases[name]
