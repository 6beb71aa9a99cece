from collections.abc import Callable
from typing import Any

from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.store.touched import Touched
from ringback.twilio.values.sid_sources import SeededSids


def make_store() -> tuple[Touched[StoredResource], AccountStore]:
    touched: Touched[StoredResource] = Touched()
    account = StoredResource("AC1", "", None, {})
    return touched, AccountStore(account, SeededSids(1), touched=touched)


def add(store: AccountStore, sid: str, **values: Any) -> StoredResource:
    record = StoredResource(sid, "Conversations", store.account, values)
    store.collection("Conversations", store.account, "unique_name").add(record)
    return record


def test_each_change_of_a_record_is_noted() -> None:
    touched, store = make_store()
    record = add(store, "CH1", body="a")
    collection = store.collection("Conversations", store.account)
    changes: list[Callable[[], object]] = [
        lambda: None,  # the record was added
        lambda: collection.update(record, {"unique_name": "x"}),
        lambda: record.change({"body": "b"}),
        lambda: record.replace({"body": "c"}),
        lambda: record.forget("body"),
        lambda: collection.move_to_end(record),
        lambda: store.rename(collection, record, "CH2"),
        lambda: store.clear(store.account),
    ]
    for change in changes:
        change()
        assert touched.take() == (record,)
    assert touched.take() == ()


def test_records_are_taken_once_in_the_order_of_their_first_change() -> None:
    touched, store = make_store()
    one, two = add(store, "CH1"), add(store, "CH2")
    one.change({"body": "b"})
    store.collection("Conversations", store.account).remove(two)

    assert touched.take() == (one, two)


def test_a_copy_of_a_record_is_changed_unnoticed() -> None:
    touched, store = make_store()
    record = add(store, "CH1")
    touched.take()

    record.copy().change({"body": "draft"})

    assert touched.take() == ()
