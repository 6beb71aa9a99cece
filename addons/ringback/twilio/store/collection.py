"""All records of one kind under one parent: found by SID, by alias, and in order."""

from collections.abc import Iterator, Mapping

from ringback.twilio.store.ordering import Ordering
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Value


class Collection:
    """Records of one kind under one parent.

    An alias addresses a record in place of its SID: a conversation's unique name, a participant's
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
        return self.order.rising()

    def find(self, name: str) -> StoredResource | None:
        """Return the record with this SID or, where none has it, with this alias."""
        return self._by_sid.get(name) or self._aliases.get(name)

    def with_sid(self, sid: str) -> StoredResource | None:
        """Return the record with this SID."""
        return self._by_sid.get(sid)

    def named(self, alias: str) -> StoredResource | None:
        """Return the record with this alias."""
        return self._aliases.get(alias)

    def add(self, record: StoredResource, ordinal: int | None = None) -> None:
        """Put a record here, under an ordinal of its own where that is free, else at the end."""
        self._by_sid[record.sid] = record
        if ordinal is None or ordinal in self.order:
            self.order.append(record)
        else:
            self.order.insert(record, ordinal)
        self._enter_alias(record)

    def remove(self, record: StoredResource) -> None:
        """Take a record away, and free its alias."""
        del self._by_sid[record.sid]
        self.order.remove(record)
        self._strike_alias(record)

    def change(self, record: StoredResource, values: Mapping[str, Value]) -> None:
        """Set values of a record here, its alias perhaps among them."""
        self._strike_alias(record)
        record.values.update(values)
        self._enter_alias(record)

    def rename(self, record: StoredResource, sid: str) -> None:
        """Return a record here another SID."""
        del self._by_sid[record.sid]
        record.sid = sid
        self._by_sid[sid] = record

    def _enter_alias(self, record: StoredResource) -> None:
        name = record.text(self.alias) if self.alias else None
        if name:
            self._aliases[name] = record

    def _strike_alias(self, record: StoredResource) -> None:
        name = record.text(self.alias) if self.alias else None
        if name and self._aliases.get(name) is record:
            del self._aliases[name]
