"""Lists that can be walked from a cursor, forwards or backwards.

A cursor is made from the record at a position. It stays valid when that record is removed and when
others are added: a client that walks page by page sees every record that keeps its position
exactly once. A conversation that gets a message meanwhile moves to the front, so a walk that has
not reached it yet misses it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple, Protocol

from ringback.twilio.store.ordering import Ordering
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.datetimes import format_iso

Predicate = Callable[[StoredResource], bool]

_ORDINAL = re.compile(r"\d+", re.ASCII)
_DATE_AND_SID = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\w+", re.ASCII)
_FIRST_DATE = datetime(1, 1, 1, tzinfo=UTC)


class Listing(Protocol):
    """The records of one list, in its order."""

    def walk(self, cursor: str | None, *, backwards: bool) -> Iterator[StoredResource]:
        """Return the records after a cursor, or from the beginning.

        Raises ValueError if the cursor does not belong to this list.
        """
        ...

    def make_cursor(self, record: StoredResource) -> str:
        """Return the cursor of a record's position in this list."""
        ...


class OrderedListing:
    """A list in the order of a collection, or in reverse."""

    def __init__(
        self, order: Ordering, *, newest_first: bool = False, predicate: Predicate | None = None
    ) -> None:
        self._order = order
        self._newest_first = newest_first
        self._predicate = predicate

    def walk(self, cursor: str | None, *, backwards: bool) -> Iterator[StoredResource]:
        """Return the records after an ordinal."""
        ordinal = None if cursor is None else int(_check_cursor(cursor, _ORDINAL))
        ascending = self._newest_first == backwards
        order = self._order
        records = order.ascending(ordinal) if ascending else order.descending(ordinal)
        return filter(self._predicate, records) if self._predicate else records

    def make_cursor(self, record: StoredResource) -> str:
        """Return the record's ordinal."""
        return str(record.ordinal)


class CreationListing:
    """A list by date of creation, newest first; records of the same second by SID."""

    def __init__(self, records: Iterable[StoredResource]) -> None:
        self._records = sorted(records, key=self.make_cursor)

    def walk(self, cursor: str | None, *, backwards: bool) -> Iterator[StoredResource]:
        """Return the records after a date and SID."""
        if cursor is not None:
            _check_cursor(cursor, _DATE_AND_SID)
        if backwards:
            start = 0
            if cursor is not None:
                start = bisect_right(self._records, cursor, key=self.make_cursor)
            return iter(self._records[start:])
        end = None
        if cursor is not None:
            end = bisect_left(self._records, cursor, key=self.make_cursor)
        return reversed(self._records[:end])

    def make_cursor(self, record: StoredResource) -> str:
        """Return the record's date of creation, which sorts as text, and its SID."""
        created = record.date("date_created") or _FIRST_DATE
        return f"{format_iso(created)}{record.sid}"


class Page(NamedTuple):
    """The records of one page, and the cursors of the pages after and before it, if any."""

    records: list[StoredResource]
    next: str | None
    previous: str | None


def cut_page(listing: Listing, size: int, cursor: str | None, *, backwards: bool) -> Page:
    """Return up to `size` records of a list after a cursor, or from the beginning.

    Raises ValueError if the cursor does not belong to this list.
    """
    records = list(islice(listing.walk(cursor, backwards=backwards), size))
    if backwards:
        records.reverse()
    last = listing.make_cursor(records[-1]) if records else cursor
    first = listing.make_cursor(records[0]) if records else cursor
    return Page(
        records,
        next=_keep_if_more(listing, last, backwards=False),
        previous=_keep_if_more(listing, first, backwards=True) if cursor is not None else None,
    )


def _check_cursor(cursor: str, shape: re.Pattern[str]) -> str:
    if not shape.fullmatch(cursor):
        raise ValueError(f"{cursor!r} is not a cursor of this list")
    return cursor


def _keep_if_more(listing: Listing, cursor: str | None, *, backwards: bool) -> str | None:
    """Return the cursor if there are records after it, else None."""
    if cursor is None or next(listing.walk(cursor, backwards=backwards), None) is None:
        return None
    return cursor
