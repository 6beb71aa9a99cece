import pytest

from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import (
    MessagingBinding,
    group_of,
    refuse_among,
    refuse_mix,
    refuse_pair,
)

PERSON, OTHER, PROXY = "+15550000001", "+15550000002", "+15559999999"
WHATSAPP = "whatsapp:+15550000001"

CHAT = MessagingBinding("alice", None, None, None)
SMS = MessagingBinding(None, PERSON, PROXY, None)
GROUP_SMS = MessagingBinding(None, PERSON, None, None)
GROUP_CHAT = MessagingBinding("alice", None, None, PROXY)


@pytest.mark.parametrize(
    ("reach", "binding", "in_group"),
    [
        (CHAT, None, False),
        (SMS, "sms", False),
        (MessagingBinding(None, WHATSAPP, f"whatsapp:{PROXY}", None), "whatsapp", False),
        (GROUP_SMS, "sms", True),
        (GROUP_CHAT, "sms", True),
    ],
)
def test_there_are_four_ways_to_be_reached(
    reach: MessagingBinding, binding: str | None, in_group: bool
) -> None:
    assert reach.binding == binding
    assert reach.is_in_group is in_group
    assert refuse_mix(reach) is None


@pytest.mark.parametrize(
    ("reach", "fault"),
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
    ],
)
def test_other_mixes_are_refused(reach: MessagingBinding, fault: Fault) -> None:
    assert refuse_mix(reach) is fault


@pytest.mark.parametrize(
    ("reach", "others", "fault"),
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
        # somebody in the chat only is in no group MMS, whoever comes first
        (GROUP_SMS, [CHAT], faults.NO_PROJECTED_ADDRESS),
        (GROUP_CHAT, [GROUP_SMS, CHAT], faults.NO_PROJECTED_ADDRESS),
    ],
)
def test_a_newcomer_must_fit_to_who_is_there(
    reach: MessagingBinding, others: list[MessagingBinding], fault: Fault | None
) -> None:
    assert refuse_among(reach, others) is fault


def test_only_a_telephone_is_in_a_group() -> None:
    assert not MessagingBinding(None, WHATSAPP, None, None).is_in_group


def test_a_pair_is_an_address_and_a_proxy() -> None:
    assert SMS.pair == (PERSON, PROXY)
    assert GROUP_SMS.pair is None
    assert refuse_pair(PERSON, OTHER) is None


def test_a_group_is_the_addresses_of_its_members() -> None:
    assert group_of([GROUP_SMS, GROUP_CHAT]) == {PERSON, PROXY}
    assert group_of([CHAT, SMS]) == frozenset()


def test_reach_is_read_off_values() -> None:
    values = {"address": PERSON, "proxy_address": PROXY, "identity": None, "attributes": "{}"}

    assert MessagingBinding.of(values) == SMS
