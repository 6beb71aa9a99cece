import pytest

from tests.support.twilio.caller import ACCOUNT, Caller
from tests.support.twilio.schemas import schema

RECEIPT = schema("receipt")
PROXY = "+15559999999"


@pytest.fixture(params=["default service", "service"])
def base(request: pytest.FixtureRequest, caller: Caller) -> str:
    if request.param == "default service":
        return ""
    return f"/Services/{caller.create('/Services', {'FriendlyName': 'one'})['sid']}"


@pytest.fixture
def conversation(caller: Caller, base: str) -> str:
    """Return the path of a conversation with three recipients."""
    url = f"{base}/Conversations/{caller.create(f'{base}/Conversations')['sid']}"
    for digit in range(3):
        address = f"+1555000000{digit}"
        binding = {"MessagingBinding.Address": address, "MessagingBinding.ProxyAddress": PROXY}
        caller.create(f"{url}/Participants", binding)
    return url


@pytest.fixture
def message(caller: Caller, conversation: str) -> str:
    sid = caller.create(f"{conversation}/Messages", {"Body": "Hi"})["sid"]
    return f"{conversation}/Messages/{sid}"


def test_receipts_are_listed_and_fetched(
    caller: Caller, base: str, conversation: str, message: str
) -> None:
    page = caller.get(f"{message}/Receipts").body
    body = page["delivery_receipts"][0]
    sid = body["sid"]
    in_service = [("chat_service_sid", base.rpartition("/")[2])] if base else []

    assert list(body.items()) == [
        ("sid", sid),
        ("account_sid", ACCOUNT),
        *in_service,
        ("conversation_sid", conversation.rpartition("/")[2]),
        ("message_sid", message.rpartition("/")[2]),
        ("channel_message_sid", body["channel_message_sid"]),
        ("status", "delivered"),
        ("error_code", 0),
        ("participant_sid", body["participant_sid"]),
        ("date_created", "2026-03-02T14:08:01Z"),
        ("date_updated", "2026-03-02T14:08:01Z"),
        ("url", f"https://conversations.twilio.com/v1{message}/Receipts/{sid}"),
    ]
    for receipt in page["delivery_receipts"]:
        RECEIPT.validate(receipt)
        assert caller.follow(receipt["url"]).body == receipt


def test_the_pages_of_receipts_are_walked(caller: Caller, message: str) -> None:
    whole = caller.get(f"{message}/Receipts").body
    first = caller.get(f"{message}/Receipts?PageSize=2").body
    second = caller.follow(first["meta"]["next_page_url"]).body

    assert whole["meta"]["page_size"] == 50
    assert first["delivery_receipts"] + second["delivery_receipts"] == whole["delivery_receipts"]
    assert caller.get(f"{message}/Receipts?PageSize=51").body["meta"]["page_size"] == 50


def test_the_delivery_of_a_message_counts_its_receipts(caller: Caller, message: str) -> None:
    receipts = caller.get(f"{message}/Receipts").body["delivery_receipts"]

    assert caller.get(message).body["delivery"]["total"] == len(receipts) == 3


def test_a_message_without_recipients_has_no_receipts(caller: Caller, base: str) -> None:
    url = f"{base}/Conversations/{caller.create(f'{base}/Conversations')['sid']}/Messages"
    made = caller.create(url, {"Body": "Hi"})

    assert caller.follow(made["links"]["delivery_receipts"]).body["delivery_receipts"] == []


def test_the_receipts_of_a_deleted_message_are_gone(caller: Caller, message: str) -> None:
    sid = caller.get(f"{message}/Receipts").body["delivery_receipts"][0]["sid"]
    caller.delete(message)

    assert caller.get(f"{message}/Receipts").fault == (404, 20404)
    assert caller.get(f"{message}/Receipts/{sid}").fault == (404, 20404)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_receipts_are_only_read(caller: Caller, message: str, method: str) -> None:
    sid = caller.get(f"{message}/Receipts").body["delivery_receipts"][0]["sid"]

    assert caller.send(method, f"/v1{message}/Receipts/{sid}").fault == (405, 20004)
    assert caller.post(f"{message}/Receipts").fault == (405, 20004)


def test_an_unknown_receipt_is_not_found(caller: Caller, message: str) -> None:
    assert caller.get(f"{message}/Receipts/DY{'a' * 32}").fault == (404, 20404)
    assert caller.get(f"{message[:-1]}x/Receipts").fault == (404, 20404)
