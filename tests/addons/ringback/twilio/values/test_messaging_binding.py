import pytest

from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import (
    MessagingBinding,
    collect_group_addresses,
    refuse_address_pair,
    refuse_among,
    refuse_combination,
)

PERSON, OTHER, PROXY = "+15550000001", "+15550000002", "+15559999999"
WHATSAPP = "whatsapp:+15550000001"
EMAIL = "ada@example.com"

CHAT = MessagingBinding("alice", None, None, None)
SMS = MessagingBinding(None, PERSON, PROXY, None)
GROUP_SMS = MessagingBinding(None, PERSON, None, None)
GROUP_CHAT = MessagingBinding("alice", None, None, PROXY)


@pytest.mark.parametrize(
    ("binding", "type_", "is_group"),
    [
        (CHAT, None, False),
        (SMS, "sms", False),
        (MessagingBinding(None, WHATSAPP, f"whatsapp:{PROXY}", None), "whatsapp", False),
        (MessagingBinding(None, EMAIL, None, None), "email", False),
        (GROUP_SMS, "sms", True),
        (GROUP_CHAT, "sms", True),
    ],
)
def test_there_are_five_ways_to_be_reached(
    binding: MessagingBinding, type_: str | None, is_group: bool
) -> None:
    assert binding.type == type_
    assert binding.is_group_mms is is_group
    assert refuse_combination(binding) is None


@pytest.mark.parametrize(
    ("binding", "fault"),
    [
        (MessagingBinding(None, None, None, None), faults.NO_ADDRESS),
        (MessagingBinding(None, None, PROXY, None), faults.NO_ADDRESS),
        (MessagingBinding("alice", None, PROXY, None), faults.NO_ADDRESS),
        (MessagingBinding(None, PERSON, None, PROXY), faults.INVALID_ADDRESS),
        (MessagingBinding("alice", PERSON, PROXY, None), faults.IDENTITY_UNACCEPTABLE),
        (MessagingBinding("alice", None, None, WHATSAPP), faults.BINDING_UNSUPPORTED),
        (MessagingBinding(None, WHATSAPP, None, None), faults.NO_PROXY_ADDRESS),
        (MessagingBinding(None, PROXY, PROXY, None), faults.ADDRESS_IS_PROXY),
        (MessagingBinding(None, WHATSAPP, PROXY, None), faults.ADDRESS_TYPES_DIFFER),
        (MessagingBinding(None, EMAIL, "b@example.com", None), faults.PROXY_UNSUPPORTED),
        (MessagingBinding(None, EMAIL, PROXY, None), faults.PROXY_UNSUPPORTED),
        (MessagingBinding(None, PERSON, EMAIL, None), faults.ADDRESS_TYPES_DIFFER),
        (MessagingBinding("alice", EMAIL, None, None), faults.IDENTITY_UNACCEPTABLE),
    ],
)
def test_other_combinations_are_refused(binding: MessagingBinding, fault: Fault) -> None:
    assert refuse_combination(binding) is fault


@pytest.mark.parametrize(
    ("binding", "others", "fault"),
    [
        # anybody may be first
        (CHAT, [], None),
        (SMS, [], None),
        (GROUP_SMS, [], None),
        (GROUP_CHAT, [], None),
        # a conversation with a proxy
        (CHAT, [SMS], None),
        (SMS, [SMS, CHAT], None),
        (GROUP_SMS, [SMS], faults.NO_PROXY_ADDRESS),
        (GROUP_CHAT, [SMS], faults.BINDING_UNSUPPORTED),
        # a group MMS
        (CHAT, [GROUP_SMS], faults.NO_PROJECTED_ADDRESS),
        (SMS, [GROUP_SMS], faults.BINDING_UNSUPPORTED),
        (GROUP_SMS, [GROUP_SMS, GROUP_CHAT], None),
        (GROUP_CHAT, [GROUP_SMS, GROUP_CHAT], None),
        # somebody in the chat only is in no group MMS, in either order
        (GROUP_SMS, [CHAT], faults.NO_PROJECTED_ADDRESS),
        (GROUP_CHAT, [GROUP_SMS, CHAT], faults.NO_PROJECTED_ADDRESS),
    ],
)
def test_a_new_participant_must_be_compatible_with_the_others(
    binding: MessagingBinding, others: list[MessagingBinding], fault: Fault | None
) -> None:
    assert refuse_among(binding, others) is fault


def test_only_sms_makes_a_group() -> None:
    assert not MessagingBinding(None, WHATSAPP, None, None).is_group_mms


def test_a_pair_is_an_address_and_a_proxy() -> None:
    assert SMS.address_pair == (PERSON, PROXY)
    assert GROUP_SMS.address_pair is None
    assert refuse_address_pair(PERSON, OTHER) is None


def test_a_group_is_the_addresses_of_its_members() -> None:
    assert collect_group_addresses([GROUP_SMS, GROUP_CHAT]) == {PERSON, PROXY}
    assert collect_group_addresses([CHAT, SMS]) == frozenset()


def test_a_binding_is_read_from_values() -> None:
    values = {"address": PERSON, "proxy_address": PROXY, "identity": None, "attributes": "{}"}

    assert MessagingBinding.from_values(values) == SMS
