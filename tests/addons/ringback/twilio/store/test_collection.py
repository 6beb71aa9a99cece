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
    assert collection.find_by_alias("one") is one
    assert collection.find_by_alias("CH1") is None
    assert collection.find_by_sid("CH1") is one
    assert collection.find_by_sid("one") is None
    assert collection.find("two") is None


def test_a_sid_takes_precedence_over_an_equal_alias(collection: Collection) -> None:
    one, two = record("CH1"), record("CH2", "CH1")
    collection.add(one)
    collection.add(two)

    assert collection.find("CH1") is one


def test_a_changed_alias_replaces_the_old_one(collection: Collection) -> None:
    one = record("CH1", "one")
    collection.add(one)
    collection.update(one, {"unique_name": "other"})

    assert collection.find("one") is None
    assert collection.find("other") is one


def test_an_alias_can_be_cleared(collection: Collection) -> None:
    one = record("CH1", "one")
    collection.add(one)
    collection.update(one, {"unique_name": None})

    assert collection.find("one") is None
    assert collection.find("CH1") is one


def test_a_removed_record_frees_its_alias(collection: Collection) -> None:
    one = record("CH1", "one")
    collection.add(one)
    collection.remove(one)

    assert collection.find("CH1") is None
    assert collection.find("one") is None
    assert len(collection) == 0


def test_removing_a_record_keeps_anothers_alias(collection: Collection) -> None:
    one, two = record("CH1", "one"), record("CH2", "one")
    collection.add(one)
    collection.add(two)
    collection.remove(one)

    assert collection.find("one") is two


def test_records_are_in_order() -> None:
    collection = Collection()
    two, one = record("CH2"), record("CH1")
    collection.add(two, ordinal=5)
    collection.add(one, ordinal=3)

    assert list(collection) == [one, two]
    assert len(collection) == 2


def test_a_record_can_be_renamed(collection: Collection) -> None:
    one = record("CH1", "one")
    collection.add(one)
    collection.rename(one, "CH2")

    assert collection.find("CH1") is None
    assert collection.find("CH2") is one
    assert collection.find("one") is one


def test_an_ordinal_in_use_is_not_given_to_another_record(collection: Collection) -> None:
    one, two = record("CH1"), record("CH2")
    collection.add(one, ordinal=3)
    collection.add(two, ordinal=3)

    assert (one.ordinal, two.ordinal) == (3, 4)
