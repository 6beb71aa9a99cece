from datetime import UTC, datetime

import pytest

from ringback.twilio.schema.listing import CreationListing, Listing, OrderedListing, cut_page
from ringback.twilio.store.ordering import Ordering
from ringback.twilio.store.stored_resource import StoredResource


def record(name: str, day: int = 1) -> StoredResource:
    created = datetime(2026, 3, day, tzinfo=UTC)
    return StoredResource(name, "Things", None, {"date_created": created})


def filled(names: str) -> tuple[Ordering, dict[str, StoredResource]]:
    ordering, records = Ordering(), {name: record(name) for name in names}
    for one in records.values():
        ordering.append(one)
    return ordering, records


def pages(listing: Listing, size: int) -> list[str]:
    """Walk forwards to the end, page by page."""
    walked, cursor = list[str](), None
    while True:
        page = cut_page(listing, size, cursor, backwards=False)
        walked.append("".join(found.sid for found in page.records))
        cursor = page.next
        if cursor is None:
            return walked


@pytest.mark.parametrize(
    ("newest_first", "walked"),
    [(False, ["abc", "def", "g"]), (True, ["gfe", "dcb", "a"])],
    ids=["oldest first", "newest first"],
)
def test_a_list_is_walked_page_by_page(newest_first: bool, walked: list[str]) -> None:
    ordering, _ = filled("abcdefg")

    assert pages(OrderedListing(ordering, newest_first=newest_first), 3) == walked


def test_a_predicate_leaves_records_out() -> None:
    ordering, _ = filled("abcdefg")

    assert pages(OrderedListing(ordering, predicate=lambda found: found.sid in "bdf"), 2) == [
        "bd",
        "f",
    ]


def test_a_full_last_page_has_no_next() -> None:
    ordering, _ = filled("abcdef")

    assert pages(OrderedListing(ordering), 3) == ["abc", "def"]


def test_an_empty_list_has_one_page() -> None:
    assert cut_page(OrderedListing(Ordering()), 3, None, backwards=False) == ([], None, None)


def test_the_first_page_has_nothing_in_front_of_it() -> None:
    ordering, _ = filled("abc")

    assert cut_page(OrderedListing(ordering), 2, None, backwards=False).previous is None


def test_a_list_is_walked_back() -> None:
    ordering, records = filled("abcdefg")
    listing = OrderedListing(ordering)
    third = cut_page(listing, 3, listing.make_cursor(records["f"]), backwards=False)
    second = cut_page(listing, 3, third.previous, backwards=True)
    first = cut_page(listing, 3, second.previous, backwards=True)

    assert [one.sid for one in third.records] == ["g"]
    assert [one.sid for one in second.records] == ["d", "e", "f"]
    assert [one.sid for one in first.records] == ["a", "b", "c"]
    assert first.previous is None
    assert first.next == listing.make_cursor(records["c"])


def test_a_record_that_stays_is_seen_once_while_others_come_and_go() -> None:
    ordering, records = filled("abcdef")
    listing = OrderedListing(ordering)
    page = cut_page(listing, 3, None, backwards=False)
    for gone in "bc":
        ordering.remove(records[gone])
    ordering.append(record("g"))

    rest = cut_page(listing, 9, page.next, backwards=False)

    assert [one.sid for one in rest.records] == ["d", "e", "f", "g"]


def test_a_page_of_a_list_that_emptied_can_go_back_to_nothing() -> None:
    ordering, records = filled("ab")
    listing = OrderedListing(ordering)
    cursor = listing.make_cursor(records["a"])
    ordering.remove(records["b"])

    assert cut_page(listing, 3, cursor, backwards=False) == ([], None, None)


@pytest.mark.parametrize("cursor", ["x", "-1", "", "2026-03-01T00:00:00Za"])
def test_a_cursor_of_another_list_is_refused_in_order(cursor: str) -> None:
    with pytest.raises(ValueError, match="not a cursor of this list"):
        cut_page(OrderedListing(Ordering()), 3, cursor, backwards=False)


@pytest.mark.parametrize("cursor", ["x", "-1", "", "0", "2026-03-01T00:00:00Z"])
@pytest.mark.parametrize("backwards", [True, False])
def test_a_cursor_of_another_list_is_refused_by_creation(cursor: str, backwards: bool) -> None:
    with pytest.raises(ValueError, match="not a cursor of this list"):
        cut_page(CreationListing([record("a")]), 3, cursor, backwards=backwards)


def test_by_creation_records_without_a_date_come_last() -> None:
    undated = StoredResource("z", "Things", None, {})

    assert pages(CreationListing([undated, record("a")]), 1) == ["a", "z"]


def test_by_creation_the_latest_come_first() -> None:
    listing = CreationListing([record("a", 2), record("b", 1), record("c", 3), record("d", 2)])

    assert pages(listing, 1) == ["c", "d", "a", "b"]
    assert pages(listing, 3) == ["cda", "b"]


def test_by_creation_a_list_is_walked_back() -> None:
    a, b, c = record("a", 1), record("b", 2), record("c", 3)
    listing = CreationListing([a, b, c])

    page = cut_page(listing, 2, listing.make_cursor(a), backwards=True)

    assert page.records == [c, b]
    assert page.previous is None
    assert list(listing.walk(None, backwards=True)) == [a, b, c]
