from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.twilio.store.ordering import FEW, Ordering
from ringback.twilio.store.stored_resource import StoredResource


def record(name: str) -> StoredResource:
    return StoredResource(name, "Things", None, {})


def names(records: Iterable[StoredResource]) -> str:
    return "".join(found.sid for found in records)


@pytest.fixture
def abc() -> tuple[Ordering, list[StoredResource]]:
    timeline, records = Ordering(), [record(name) for name in "abc"]
    for one in records:
        timeline.append(one)
    return timeline, records


def test_records_come_in_the_order_in_which_they_were_put(
    abc: tuple[Ordering, list[StoredResource]],
) -> None:
    timeline, _ = abc

    assert names(timeline.rising()) == "abc"
    assert names(timeline.falling()) == "cba"
    assert len(timeline) == 3


def test_a_walk_begins_behind_an_ordinal(abc: tuple[Ordering, list[StoredResource]]) -> None:
    timeline, (a, b, c) = abc

    assert names(timeline.rising(after=a.ordinal)) == "bc"
    assert names(timeline.falling(before=c.ordinal)) == "ba"
    assert names(timeline.falling(before=b.ordinal)) == "a"


def test_a_place_holds_when_its_record_is_gone(abc: tuple[Ordering, list[StoredResource]]) -> None:
    timeline, (_, b, _) = abc
    timeline.remove(b)

    assert names(timeline.rising(after=b.ordinal)) == "c"
    assert names(timeline.falling(before=b.ordinal)) == "a"


def test_a_record_moves_to_the_end(abc: tuple[Ordering, list[StoredResource]]) -> None:
    timeline, (a, _, _) = abc
    timeline.move_to_end(a)

    assert names(timeline.rising()) == "bca"


def test_ordinals_are_not_given_twice(abc: tuple[Ordering, list[StoredResource]]) -> None:
    timeline, (_, _, c) = abc
    timeline.remove(c)
    d = record("d")
    timeline.append(d)

    assert d.ordinal == 3


def test_a_record_can_be_put_under_an_ordinal_of_its_own() -> None:
    timeline = Ordering()
    for name, ordinal in (("c", 20), ("a", 0), ("b", 7)):
        timeline.insert(record(name), ordinal)
    last = record("d")
    timeline.append(last)

    assert names(timeline.rising()) == "abcd"
    assert last.ordinal == 21


def test_gaps_are_closed_when_there_are_many() -> None:
    timeline = Ordering()
    kept = record("k")
    for _ in range(10 * FEW):
        passing = record("p")
        timeline.append(passing)
        timeline.remove(passing)
    timeline.append(kept)

    assert len(timeline._ordinals) <= 2 * FEW
    assert names(timeline.rising()) == "k"


@given(st.lists(st.tuples(st.sampled_from(["add", "move", "remove"]), st.integers(0, 9))))
def test_a_timeline_is_a_list_however_it_is_used(steps: list[tuple[str, int]]) -> None:
    timeline, model = Ordering(), list[StoredResource]()
    for step, number in steps * 9:
        if step == "add" or not model:
            model.append(record("x"))
            timeline.append(model[-1])
            continue
        one = model.pop(number % len(model))
        if step == "move":
            model.append(one)
            timeline.move_to_end(one)
        else:
            timeline.remove(one)

    assert list(timeline.rising()) == model
    assert list(timeline.falling()) == model[::-1]


def test_an_ordinal_is_taken_while_its_record_is_there() -> None:
    timeline, one = Ordering(), record("a")
    timeline.insert(one, 3)

    assert 3 in timeline
    timeline.remove(one)
    assert 3 not in timeline
