import pytest

from ringback.twilio.values.addresses import Address, RemovableAddress, find_channel
from ringback.twilio.values.faults import Fault

BAD = Fault(400, 1, "bad")


@pytest.mark.parametrize(
    ("address", "channel"),
    [
        ("+15558675310", "sms"),
        ("12345", "sms"),
        ("whatsapp:+15558675310", "whatsapp"),
        ("rcs:+15558675310", "rcs"),
        ("rcs:brand_agent", "rcs"),
        ("messenger:1234", "messenger"),
        ("a@example.com", "email"),
        ("", None),
        ("15558675310", None),
        ("+0", None),
        ("+1555867531012345", None),
        ("whatsapp:15558675310", None),
        ("string", None),
        ("+1555 8675310", None),
        ("a" * 256 + "@example.com", None),
    ],
)
def test_an_address_has_a_channel(address: str, channel: str | None) -> None:
    assert find_channel(address) == channel


def test_an_address_is_read() -> None:
    assert Address(BAD).read("+15558675310") == "+15558675310"
    assert Address(BAD).read("null") is BAD


def test_an_address_can_be_removed() -> None:
    assert RemovableAddress(BAD).read("+15558675310") == "+15558675310"
    assert RemovableAddress(BAD).read("null") is None
    assert RemovableAddress(BAD).read("") is BAD
