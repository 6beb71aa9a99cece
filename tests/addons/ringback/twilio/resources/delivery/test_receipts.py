from typing import Any

import pytest

from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import Caller, Clock
from tests.support.twilio.models import make_model

PERSON, OTHER, PROXY = "+15550000001", "+15550000002", "+15559999999"


@pytest.fixture
def conversation(caller: Caller) -> str:
    return f"/Conversations/{caller.create('/Conversations')['sid']}"


def join(caller: Caller, conversation: str, address: str, proxy: str) -> str:
    binding = {"MessagingBinding.Address": address, "MessagingBinding.ProxyAddress": proxy}
    sid = caller.create(f"{conversation}/Participants", binding)["sid"]
    assert isinstance(sid, str)
    return sid


def send(caller: Caller, conversation: str, **parameters: str) -> list[Any]:
    """Create a message and return its receipts."""
    made = caller.create(f"{conversation}/Messages", {"Body": "Hi"} | parameters)
    receipts = caller.follow(made["links"]["delivery_receipts"]).body["delivery_receipts"]
    assert isinstance(receipts, list)
    return receipts


@pytest.mark.parametrize(
    ("address", "proxy", "parameters", "prefix"),
    [
        (PERSON, PROXY, {}, "SM"),
        (PERSON, PROXY, {"MediaSid": "ME" + "a" * 32}, "MM"),
        (f"whatsapp:{PERSON}", f"whatsapp:{PROXY}", {}, "WA"),
        (f"whatsapp:{PERSON}", f"whatsapp:{PROXY}", {"MediaSid": "ME" + "a" * 32}, "WA"),
    ],
    ids=["SMS", "MMS", "WhatsApp", "WhatsApp with media"],
)
def test_a_receipt_names_the_message_on_its_channel(
    caller: Caller,
    conversation: str,
    address: str,
    proxy: str,
    parameters: dict[str, str],
    prefix: str,
) -> None:
    participant = join(caller, conversation, address, proxy)
    (receipt,) = send(caller, conversation, **parameters)

    assert receipt["participant_sid"] == participant
    assert receipt["status"] == "delivered"
    assert receipt["channel_message_sid"].startswith(prefix)


def test_each_recipient_has_one_receipt(caller: Caller, conversation: str) -> None:
    caller.create(f"{conversation}/Participants", {"Identity": "alice"})
    people = [join(caller, conversation, address, PROXY) for address in (PERSON, OTHER)]
    receipts = send(caller, conversation, Author="alice")

    assert [one["participant_sid"] for one in receipts] == people
    assert len({one["channel_message_sid"] for one in receipts}) == 2
    from_person = send(caller, conversation, Author=PERSON)
    assert [one["participant_sid"] for one in from_person] == people[1:]


def test_receipts_stay_when_a_recipient_leaves(caller: Caller, conversation: str) -> None:
    participant = join(caller, conversation, PERSON, PROXY)
    (receipt,) = send(caller, conversation)
    caller.delete(f"{conversation}/Participants/{participant}")

    assert caller.follow(receipt["url"]).body == receipt
    assert send(caller, conversation) == []


def test_receipts_leave_the_seeded_sids_of_messages_alone(
    caller: Caller, conversation: str
) -> None:
    other = Caller(make_model(clock=Clock(), sids=SeededSids(1)))
    other.create("/Conversations")
    for one in (caller, other):
        one.create(f"{conversation}/Participants", {"Identity": "alice"})
    join(caller, conversation, PERSON, PROXY)
    sent = [
        [one.create(f"{conversation}/Messages", {"Body": "Hi"})["sid"] for _ in range(3)]
        for one in (caller, other)
    ]

    assert sent[0] == sent[1]
