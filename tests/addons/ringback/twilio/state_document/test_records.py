from tests.support.twilio.caller import ACCOUNT
from tests.support.twilio.documents import read

OTHER = "AC" + "b" * 32


def test_a_document_without_an_account_stands_for_any() -> None:
    document = read("conversations: [{}]")
    assert document.find(ACCOUNT) is document.find(OTHER) is not None


def test_a_named_account_stands_for_itself() -> None:
    document = read(f"accounts: [{{account_sid: {ACCOUNT}}}, {{account_sid: {OTHER}}}]")
    assert document.find(OTHER) is document.accounts[1]
    assert document.find("AC" + "c" * 32) is None


def test_a_record_is_complete_with_a_sid_and_a_date() -> None:
    date, sid = "date_created: 2026-01-31T12:00:00Z", f"sid: CH{'a' * 32}"
    for text, is_complete in ((date, False), (sid, False), (f"{date}, {sid}", True)):
        account = read(f"conversations: [{{{text}}}]").accounts[0]
        assert account.children["conversations"][0].is_complete is is_complete


def test_values_that_are_added_stand_where_the_record_begins() -> None:
    (record,) = read("conversations:\n  - unique_name: t").accounts[0].children["conversations"]
    assert record.having({"state": "closed"}).lines == {"state": 2, "unique_name": 2}
