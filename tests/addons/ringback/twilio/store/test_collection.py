import pytest

from ringback.twilio.store.collection import Shelf
from ringback.twilio.store.record import Record


def record(sid: str, name: str | None = None) -> Record:
    return Record(sid, "Conversations", None, {"unique_name": name} if name else {})


@pytest.fixture
def shelf() -> Shelf:
    return Shelf("unique_name")


def test_a_record_is_found_by_sid_and_by_alias(shelf: Shelf) -> None:
    one = record("CH1", "one")
    shelf.add(one)

    assert shelf.find("CH1") is one
    assert shelf.find("one") is one
    assert shelf.named("one") is one
    assert shelf.named("CH1") is None
    assert shelf.with_sid("CH1") is one
    assert shelf.with_sid("one") is None
    assert shelf.find("two") is None


def test_a_sid_goes_before_an_alias_that_looks_like_it(shelf: Shelf) -> None:
    one, two = record("CH1"), record("CH2", "CH1")
    shelf.add(one)
    shelf.add(two)

    assert shelf.find("CH1") is one


def test_a_changed_alias_replaces_the_old_one(shelf: Shelf) -> None:
    one = record("CH1", "one")
    shelf.add(one)
    shelf.change(one, {"unique_name": "other"})

    assert shelf.find("one") is None
    assert shelf.find("other") is one


def test_an_alias_can_be_cleared(shelf: Shelf) -> None:
    one = record("CH1", "one")
    shelf.add(one)
    shelf.change(one, {"unique_name": None})

    assert shelf.find("one") is None
    assert shelf.find("CH1") is one


def test_a_removed_record_frees_its_alias(shelf: Shelf) -> None:
    one = record("CH1", "one")
    shelf.add(one)
    shelf.remove(one)

    assert shelf.find("CH1") is None
    assert shelf.find("one") is None
    assert len(shelf) == 0


def test_the_alias_of_another_record_stays(shelf: Shelf) -> None:
    one, two = record("CH1", "one"), record("CH2", "one")
    shelf.add(one)
    shelf.add(two)
    shelf.remove(one)

    assert shelf.find("one") is two


def test_records_stand_in_order() -> None:
    shelf = Shelf()
    two, one = record("CH2"), record("CH1")
    shelf.add(two, ordinal=5)
    shelf.add(one, ordinal=3)

    assert list(shelf) == [one, two]
    assert len(shelf) == 2


def test_a_record_can_be_given_another_sid(shelf: Shelf) -> None:
    one = record("CH1", "one")
    shelf.add(one)
    shelf.rename(one, "CH2")

    assert shelf.find("CH1") is None
    assert shelf.find("CH2") is one
    assert shelf.find("one") is one


def test_an_ordinal_that_is_taken_is_left_to_who_has_it(shelf: Shelf) -> None:
    one, two = record("CH1"), record("CH2")
    shelf.add(one, ordinal=3)
    shelf.add(two, ordinal=3)

    assert (one.ordinal, two.ordinal) == (3, 4)
