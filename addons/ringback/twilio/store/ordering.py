"""Records in a stable order while others are added, removed and moved to the end."""

from collections.abc import Iterator

from sortedcontainers import SortedDict

from ringback.twilio.store.stored_resource import StoredResource


class Ordering:
    """Records in the order of their ordinals; a position is found by bisection."""

    __slots__ = ("_next", "_records")

    def __init__(self) -> None:
        self._records: SortedDict[int, StoredResource] = SortedDict()
        self._next = 0

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, ordinal: int) -> bool:
        return ordinal in self._records

    def append(self, record: StoredResource) -> None:
        """Add a record at the end, under the next ordinal."""
        self.insert(record, self._next)

    def insert(self, record: StoredResource, ordinal: int) -> None:
        """Add a record under an ordinal that is free."""
        self._records[ordinal] = record
        self._next = max(self._next, ordinal + 1)
        record.ordinal = ordinal

    def reserve(self, ordinal: int) -> None:
        """Use an ordinal, and those before it, for no record to come."""
        self._next = max(self._next, ordinal + 1)

    @property
    def next_ordinal(self) -> int:
        """The ordinal of the next record that is added at the end."""
        return self._next

    def remove(self, record: StoredResource) -> None:
        """Remove a record; its ordinal is not used again."""
        del self._records[record.ordinal]

    def move_to_end(self, record: StoredResource) -> None:
        """Change a record's ordinal to the next one."""
        self.remove(record)
        self.append(record)

    def count_after(self, ordinal: int) -> int:
        """Return the number of records after an ordinal."""
        return len(self._records) - self._records.bisect_right(ordinal)

    def ascending(self, after: int | None = None) -> Iterator[StoredResource]:
        """Return the records after an ordinal, or all of them, first to last."""
        ordinals = self._records.irange(after, inclusive=(False, True))
        return map(self._records.__getitem__, ordinals)

    def descending(self, before: int | None = None) -> Iterator[StoredResource]:
        """Return the records before an ordinal, or all of them, last to first."""
        ordinals = self._records.irange(None, before, inclusive=(True, False), reverse=True)
        return map(self._records.__getitem__, ordinals)
