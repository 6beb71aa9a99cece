import pytest

from ringback.twilio.values import faults
from ringback.twilio.values.binding_changes import refuse_change
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import MessagingBinding
from ringback.twilio.values.types import Value

PERSON, PROXY = "+15550000001", "+15559999999"

CHAT = MessagingBinding("alice", None, None, None)
SMS = MessagingBinding(None, PERSON, PROXY, None)
WHATSAPP = MessagingBinding(None, f"whatsapp:{PERSON}", f"whatsapp:{PROXY}", None)
EMAIL = MessagingBinding(None, "ada@example.com", None, None)
GROUP_SMS = MessagingBinding(None, PERSON, None, None)
GROUP_CHAT = MessagingBinding("alice", None, None, PROXY)


@pytest.mark.parametrize(
    ("values", "current", "fault"),
    [
        ({}, SMS, None),
        ({"attributes": "{}"}, EMAIL, None),
        ({"identity": "bob"}, CHAT, None),
        ({"identity": "bob"}, SMS, faults.IDENTITY_NOT_ADDED),
        ({"identity": "bob"}, EMAIL, faults.IDENTITY_NOT_ADDED),
        # a projected address
        ({"projected_address": PROXY}, CHAT, None),
        ({"projected_address": PROXY}, SMS, faults.PROJECTED_UNACCEPTABLE),
        ({"projected_address": None}, GROUP_CHAT, None),
        ({"projected_address": None}, CHAT, faults.NO_PROJECTED_TO_REMOVE),
        # a proxy address
        ({"proxy_address": PERSON}, SMS, None),
        ({"proxy_address": PROXY}, GROUP_SMS, faults.NO_PROXY_TO_CHANGE),
        ({"proxy_address": PROXY}, CHAT, faults.NO_PROXY_TO_CHANGE),
        ({"proxy_address": PROXY}, EMAIL, faults.PROXY_UNSUPPORTED),
        ({"proxy_address": None}, SMS, None),
        ({"proxy_address": None}, WHATSAPP, faults.NO_PROXY_TO_REMOVE),
        ({"proxy_address": None}, EMAIL, faults.NO_PROXY_TO_REMOVE),
        # the first fault counts
        ({"projected_address": None, "proxy_address": None}, CHAT, faults.NO_PROJECTED_TO_REMOVE),
    ],
)
def test_only_what_is_there_is_changed(
    values: dict[str, Value], current: MessagingBinding, fault: Fault | None
) -> None:
    assert refuse_change(values, current) is fault
