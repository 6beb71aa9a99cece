"""The records of one kind under one parent, by SID, by alias, and in order."""

from collections.abc import Iterator, Mapping

from ringback.twilio.store.ordering import Ordering
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Value


class Collection:
    """The records of one kind under one parent.

    An alias addresses a record instead of its SID: a conversation's unique name, a participant's
    identity. `alias` is the name of the value that holds it, or None.
    """

    __slots__ = ("_aliases", "_by_sid", "alias", "order")

    def __init__(self, alias: str | None = None) -> None:
        self.alias = alias
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

    def remove(self, record: StoredResource) -> None:
        """Remove a record, which frees its alias."""
        del self._by_sid[record.sid]
        self.order.remove(record)
        self._remove_alias(record)

    def update(self, record: StoredResource, values: Mapping[str, Value]) -> None:
        """Set values of a record, which may include its alias."""
        self._remove_alias(record)
        record.values.update(values)
        self._add_alias(record)

    def rename(self, record: StoredResource, sid: str) -> None:
        """Change the SID of a record."""
        del self._by_sid[record.sid]
        record.sid = sid
        self._by_sid[sid] = record

    def _add_alias(self, record: StoredResource) -> None:
        name = record.text(self.alias) if self.alias else None
        if name:
            self._aliases[name] = record

    def _remove_alias(self, record: StoredResource) -> None:
        name = record.text(self.alias) if self.alias else None
        if name and self._aliases.get(name) is record:
            del self._aliases[name]
