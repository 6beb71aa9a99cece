import pytest

from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.sid_sources import SeededSids


@pytest.fixture
def store() -> AccountStore:
    return AccountStore(StoredResource("AC1", "", None, {}), SeededSids(1))


def test_a_collection_belongs_to_a_kind_and_a_parent(store: AccountStore) -> None:
    other = StoredResource("CH2", "Conversations", None, {})
    collection = store.collection("Things", store.account)
    collection.add(StoredResource("TH1", "Things", store.account, {}))

    assert store.collection("Things", store.account) is collection
    assert len(store.collection("Others", store.account)) == 0
    assert len(store.collection("Things", other)) == 0


def test_a_parents_records_can_be_removed(store: AccountStore) -> None:
    store.collection("Things", store.account).add(
        StoredResource("TH1", "Things", store.account, {})
    )
    store.clear(store.account)

    assert len(store.collection("Things", store.account)) == 0


def test_an_empty_parent_can_be_cleared(store: AccountStore) -> None:
    store.clear(store.account)

    assert len(store.collection("Things", store.account)) == 0


def test_a_renamed_service_keeps_its_records(store: AccountStore) -> None:
    service = StoredResource("IS1", "Services", store.account, {})
    store.collection("Services", store.account).add(service)
    one = StoredResource("CH1", "Conversations", service, {})
    store.collection("Conversations", service).add(one)
    store.rename(store.collection("Services", store.account), service, "IS2")

    assert store.collection("Services", store.account).find("IS2") is service
    assert list(store.collection("Conversations", service)) == [one]


def test_a_sid_is_found_in_any_collection(store: AccountStore) -> None:
    other = StoredResource("CH2", "Conversations", None, {})
    store.collection("Things", other).add(StoredResource("TH1", "Things", other, {}))

    assert store.has("TH1")
    assert not store.has("TH2")


def test_records_of_a_kind_are_found_under_any_parent(store: AccountStore) -> None:
    other = StoredResource("CH2", "Conversations", None, {})
    made = [StoredResource(f"TH{n}", "Things", None, {}) for n in range(2)]
    for parent, thing in zip((store.account, other), made, strict=True):
        store.collection("Things", parent).add(thing)

    assert list(store.records("Things", "Nothing")) == made
    assert list(store.records("Nothing")) == []


def test_a_collection_that_was_never_used_is_not_found(store: AccountStore) -> None:
    assert store.find_collection("Things", store.account) is None
    made = store.collection("Things", store.account)
    assert store.find_collection("Things", store.account) is made
