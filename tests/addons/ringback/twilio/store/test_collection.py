import pytest

from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource


def record(sid: str, name: str | None = None) -> StoredResource:
    return StoredResource(sid, "Conversations", None, {"unique_name": name} if name else {})


@pytest.fixture
def collection() -> Collection:
    return Collection("unique_name")


def test_a_record_is_found_by_sid_and_by_alias(collection: Collection) -> None:
    one = record("CH1", "one")
    collection.add(one)

    assert collection.find("CH1") is one
    assert collection.find("one") is one
    assert collection.named("one") is one
    assert collection.named("CH1") is None
    assert collection.with_sid("CH1") is one
    assert collection.with_sid("one") is None
    assert collection.find("two") is None


def test_a_sid_goes_before_an_alias_that_looks_like_it(collection: Collection) -> None:
    one, two = record("CH1"), record("CH2", "CH1")
    collection.add(one)
    collection.add(two)

    assert collection.find("CH1") is one


def test_a_changed_alias_replaces_the_old_one(collection: Collection) -> None:
    one = record("CH1", "one")
    collection.add(one)
    collection.change(one, {"unique_name": "other"})

    assert collection.find("one") is None
    assert collection.find("other") is one


def test_an_alias_can_be_cleared(collection: Collection) -> None:
    one = record("CH1", "one")
    collection.add(one)
    collection.change(one, {"unique_name": None})

    assert collection.find("one") is None
    assert collection.find("CH1") is one


def test_a_removed_record_frees_its_alias(collection: Collection) -> None:
    one = record("CH1", "one")
    collection.add(one)
    collection.remove(one)

    assert collection.find("CH1") is None
    assert collection.find("one") is None
    assert len(collection) == 0


def test_the_alias_of_another_record_stays(collection: Collection) -> None:
    one, two = record("CH1", "one"), record("CH2", "one")
    collection.add(one)
    collection.add(two)
    collection.remove(one)

    assert collection.find("one") is two


def test_records_stand_in_order() -> None:
    collection = Collection()
    two, one = record("CH2"), record("CH1")
    collection.add(two, ordinal=5)
    collection.add(one, ordinal=3)

    assert list(collection) == [one, two]
    assert len(collection) == 2


def test_a_record_can_be_given_another_sid(collection: Collection) -> None:
    one = record("CH1", "one")
    collection.add(one)
    collection.rename(one, "CH2")

    assert collection.find("CH1") is None
    assert collection.find("CH2") is one
    assert collection.find("one") is one


def test_an_ordinal_that_is_taken_is_left_to_who_has_it(collection: Collection) -> None:
    one, two = record("CH1"), record("CH2")
    collection.add(one, ordinal=3)
    collection.add(two, ordinal=3)

    assert (one.ordinal, two.ordinal) == (3, 4)
