"""Records in a stable order while others are added, removed and moved to the end."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator

from ringback.twilio.store.stored_resource import StoredResource

# With fewer stale ordinals than this, the list is not compacted.
FEW = 64


class Ordering:
    """Records in the order of their ordinals; a position is found by bisection.

    Ordinals of removed records stay in the list until they outnumber the others, so that adding,
    moving and removing a record cost the same whatever their number.
    """

    __slots__ = ("_next", "_ordinals", "_records")

    def __init__(self) -> None:
        self._ordinals: list[int] = []
        self._records: dict[int, StoredResource] = {}
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
        if not self._ordinals or ordinal > self._ordinals[-1]:
            self._ordinals.append(ordinal)
        else:
            insort(self._ordinals, ordinal)
        self._records[ordinal] = record
        self._next = max(self._next, ordinal + 1)
        record.ordinal = ordinal

    def remove(self, record: StoredResource) -> None:
        """Remove a record; its ordinal is not used again."""
        del self._records[record.ordinal]
        if len(self._ordinals) > 2 * len(self._records) + FEW:
            self._ordinals = sorted(self._records)

    def move_to_end(self, record: StoredResource) -> None:
        """Change a record's ordinal to the next one."""
        self.remove(record)
        self.append(record)

    def ascending(self, after: int | None = None) -> Iterator[StoredResource]:
        """Return the records after an ordinal, or all of them, first to last."""
        start = 0 if after is None else bisect_right(self._ordinals, after)
        return self._iterate(range(start, len(self._ordinals)))

    def descending(self, before: int | None = None) -> Iterator[StoredResource]:
        """Return the records before an ordinal, or all of them, last to first."""
        end = len(self._ordinals) if before is None else bisect_left(self._ordinals, before)
        return self._iterate(range(end - 1, -1, -1))

    def _iterate(self, indexes: range) -> Iterator[StoredResource]:
        for index in indexes:
            record = self._records.get(self._ordinals[index])
            if record is not None:
                yield record
