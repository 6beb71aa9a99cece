"""Which records were changed: what a state that is kept elsewhere has to write."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Touched(Generic[T]):
    """The records that were added, changed or removed since they were last taken, in this order."""

    def __init__(self) -> None:
        self._records: dict[T, None] = {}

    def note(self, record: T) -> None:
        """Note a record; it may be noted before."""
        self._records[record] = None

    def take(self) -> tuple[T, ...]:
        """Return the records, each once."""
        taken = tuple(self._records)
        self._records.clear()
        return taken
