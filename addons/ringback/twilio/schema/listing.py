"""Lists as walks: records in an order, from any of them forwards or backwards.

A place in a list is named after the record that stood there. It holds when that record is gone
and when others come: a client that walks page by page sees every record that stays where it is,
once. A conversation that gets a message meanwhile moves to the front, and a walk that has not come
to it yet passes it by.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple, Protocol

from ringback.twilio.store.ordering import Ordering
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.datetimes import show_moment

Test = Callable[[StoredResource], bool]

_ORDINAL = re.compile(r"\d+", re.ASCII)
_DATE_AND_SID = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\w+", re.ASCII)
_BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)


class Listing(Protocol):
    """The records of one list, in its order."""

    def walk(self, place: str | None, *, backwards: bool) -> Iterator[StoredResource]:
        """Return the records from behind a place, or from the beginning.

        Raises ValueError where the place is none of this list's.
        """
        ...

    def place(self, record: StoredResource) -> str:
        """Name a record's place in this list."""
        ...


class InOrder:
    """A list in the order of a timeline, or in the opposite one."""

    def __init__(
        self, timeline: Ordering, *, newest_first: bool = False, test: Test | None = None
    ) -> None:
        self._timeline = timeline
        self._newest_first = newest_first
        self._test = test

    def walk(self, place: str | None, *, backwards: bool) -> Iterator[StoredResource]:
        """Return the records from behind an ordinal."""
        ordinal = None if place is None else int(_checked(place, _ORDINAL))
        rising = self._newest_first == backwards
        timeline = self._timeline
        records = timeline.rising(ordinal) if rising else timeline.falling(ordinal)
        return filter(self._test, records) if self._test else records

    def place(self, record: StoredResource) -> str:
        """Return the record's ordinal."""
        return str(record.ordinal)


class ByCreation:
    """A list by date of creation, the latest first; those of one second by SID."""

    def __init__(self, records: Iterable[StoredResource]) -> None:
        self._records = sorted(records, key=self.place)

    def walk(self, place: str | None, *, backwards: bool) -> Iterator[StoredResource]:
        """Return the records from behind a date and SID."""
        if place is not None:
            _checked(place, _DATE_AND_SID)
        if backwards:
            start = 0 if place is None else bisect_right(self._records, place, key=self.place)
            return iter(self._records[start:])
        end = None if place is None else bisect_left(self._records, place, key=self.place)
        return reversed(self._records[:end])

    def place(self, record: StoredResource) -> str:
        """Return the record's date of creation, which sorts as text, and its SID."""
        created = record.moment("date_created") or _BEFORE_ALL
        return f"{show_moment(created)}{record.sid}"


class Page(NamedTuple):
    """Records of one page, and the places behind it and in front of it where there are more."""

    records: list[StoredResource]
    next: str | None
    previous: str | None


def cut_page(listing: Listing, size: int, place: str | None, *, backwards: bool) -> Page:
    """Return up to `size` records of a list from a place, or from the beginning.

    Raises ValueError where the place is none of this list's.
    """
    records = list(islice(listing.walk(place, backwards=backwards), size))
    if backwards:
        records.reverse()
    last = listing.place(records[-1]) if records else place
    first = listing.place(records[0]) if records else place
    return Page(
        records,
        next=_beyond(listing, last, backwards=False),
        previous=_beyond(listing, first, backwards=True) if place is not None else None,
    )


def _checked(place: str, shape: re.Pattern[str]) -> str:
    if not shape.fullmatch(place):
        raise ValueError(f"{place!r} is no place in this list")
    return place


def _beyond(listing: Listing, place: str | None, *, backwards: bool) -> str | None:
    if place is None or next(listing.walk(place, backwards=backwards), None) is None:
        return None
    return place
