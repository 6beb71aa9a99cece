import sys
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.twilio.store.ordering import Ordering
from ringback.twilio.store.stored_resource import StoredResource


def record(name: str) -> StoredResource:
    return StoredResource(name, "Things", None, {})


def names(records: Iterable[StoredResource]) -> str:
    return "".join(found.sid for found in records)


@pytest.fixture
def abc() -> tuple[Ordering, list[StoredResource]]:
    ordering, records = Ordering(), [record(name) for name in "abc"]
    for one in records:
        ordering.append(one)
    return ordering, records


def test_records_are_in_the_order_of_insertion(
    abc: tuple[Ordering, list[StoredResource]],
) -> None:
    ordering, _ = abc

    assert names(ordering.ascending()) == "abc"
    assert names(ordering.descending()) == "cba"
    assert len(ordering) == 3


def test_a_walk_begins_after_an_ordinal(abc: tuple[Ordering, list[StoredResource]]) -> None:
    ordering, (a, b, c) = abc

    assert names(ordering.ascending(after=a.ordinal)) == "bc"
    assert names(ordering.descending(before=c.ordinal)) == "ba"
    assert names(ordering.descending(before=b.ordinal)) == "a"


def test_an_ordinal_is_valid_after_its_record_is_removed(
    abc: tuple[Ordering, list[StoredResource]],
) -> None:
    ordering, (_, b, _) = abc
    ordering.remove(b)

    assert names(ordering.ascending(after=b.ordinal)) == "c"
    assert names(ordering.descending(before=b.ordinal)) == "a"


def test_a_record_moves_to_the_end(abc: tuple[Ordering, list[StoredResource]]) -> None:
    ordering, (a, _, _) = abc
    ordering.move_to_end(a)

    assert names(ordering.ascending()) == "bca"


def test_ordinals_are_not_reused(abc: tuple[Ordering, list[StoredResource]]) -> None:
    ordering, (_, _, c) = abc
    ordering.remove(c)
    d = record("d")
    ordering.append(d)

    assert d.ordinal == 3


def test_a_record_can_be_inserted_under_an_ordinal() -> None:
    ordering = Ordering()
    for name, ordinal in (("c", 20), ("a", 0), ("b", 7)):
        ordering.insert(record(name), ordinal)
    last = record("d")
    ordering.append(last)

    assert names(ordering.ascending()) == "abcd"
    assert last.ordinal == 21


def test_a_list_costs_the_same_after_many_moves() -> None:
    ordering, old, busy = Ordering(), record("a"), (record("b"), record("c"))
    for one in (old, *busy):
        ordering.append(one)
    for number in range(5_000):
        ordering.move_to_end(busy[number % 2])

    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "c_call"

    sys.setprofile(count)
    try:
        found = list(ordering.descending())
    finally:
        sys.setprofile(None)

    assert names(found) == "cba"
    assert calls < 100


@given(st.lists(st.tuples(st.sampled_from(["add", "move", "remove"]), st.integers(0, 9))))
def test_an_ordering_is_a_list_however_it_is_used(steps: list[tuple[str, int]]) -> None:
    ordering, model = Ordering(), list[StoredResource]()
    for step, number in steps * 9:
        if step == "add" or not model:
            model.append(record("x"))
            ordering.append(model[-1])
            continue
        one = model.pop(number % len(model))
        if step == "move":
            model.append(one)
            ordering.move_to_end(one)
        else:
            ordering.remove(one)

    assert list(ordering.ascending()) == model
    assert list(ordering.descending()) == model[::-1]


def test_an_ordinal_is_in_use_while_its_record_exists() -> None:
    ordering, one = Ordering(), record("a")
    ordering.insert(one, 3)

    assert 3 in ordering
    ordering.remove(one)
    assert 3 not in ordering


def test_the_records_after_an_ordinal_are_counted() -> None:
    order = Ordering()
    made = [StoredResource(str(number), "", None, {}) for number in range(5)]
    for record in made:
        order.append(record)
    order.remove(made[3])

    assert [order.count_after(ordinal) for ordinal in (-1, 0, 2, 3, 4, 99)] == [4, 3, 1, 1, 0, 0]
