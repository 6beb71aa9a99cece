"""Records in an order that lasts while others come, go and move to the end."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator

from ringback.twilio.store.stored_resource import StoredResource

# Below this many, gaps in the order are not worth closing.
FEW = 64


class Ordering:
    """Records by rising ordinals; any place in it is found by bisection.

    Ordinals of records that are gone stay in the list until they outnumber the others, so that
    adding, moving and removing cost the same however many there are.
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
        """Put a record at the end, under the next ordinal."""
        self.insert(record, self._next)

    def insert(self, record: StoredResource, ordinal: int) -> None:
        """Put a record under a free ordinal of its own."""
        if not self._ordinals or ordinal > self._ordinals[-1]:
            self._ordinals.append(ordinal)
        else:
            insort(self._ordinals, ordinal)
        self._records[ordinal] = record
        self._next = max(self._next, ordinal + 1)
        record.ordinal = ordinal

    def remove(self, record: StoredResource) -> None:
        """Take a record out; its ordinal is not given again."""
        del self._records[record.ordinal]
        if len(self._ordinals) > 2 * len(self._records) + FEW:
            self._ordinals = sorted(self._records)

    def move_to_end(self, record: StoredResource) -> None:
        """Return a record the next ordinal."""
        self.remove(record)
        self.append(record)

    def rising(self, after: int | None = None) -> Iterator[StoredResource]:
        """Return the records behind an ordinal, or all, first to last."""
        start = 0 if after is None else bisect_right(self._ordinals, after)
        return self._at(range(start, len(self._ordinals)))

    def falling(self, before: int | None = None) -> Iterator[StoredResource]:
        """Return the records in front of an ordinal, or all, last to first."""
        end = len(self._ordinals) if before is None else bisect_left(self._ordinals, before)
        return self._at(range(end - 1, -1, -1))

    def _at(self, places: range) -> Iterator[StoredResource]:
        for place in places:
            record = self._records.get(self._ordinals[place])
            if record is not None:
                yield record
