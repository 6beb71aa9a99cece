from typing import Any

import pytest

from ringback.modes.inspect import InspectMode
from ringback.twilio.webhooks.inbound_message import DeliveryReply
from ringback_proxy.control.context import ControlContext
from tests.support.proxy.flows import ScriptedMode

PATH = "/sessions/default/receipts"
SENT = {"message_sid": "IM1", "status": "failed", "error_code": 30003}


def test_receipts_are_changed_and_returned(call: Any, control: ControlContext) -> None:
    session = control.sessions.find("default").session
    session.mode = ScriptedMode(delivered=DeliveryReply(({"sid": "DY1"},)))

    assert call("POST", PATH, SENT).json() == {"receipts": [{"sid": "DY1"}]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"message_sid": None}, "message_sid is None; give a text"),
        ({"status": 7}, "status is 7; give a text"),
        ({"error_code": "x"}, "error_code is 'x'; give a number"),
        ({"error_code": True}, "error_code is True; give a number"),
        ({"participant_sid": 7}, "participant_sid is 7; give a text"),
        ({"speed": 2}, "'speed' is not accepted"),
    ],
)
def test_what_is_not_accepted_is_refused(call: Any, change: dict[str, Any], message: str) -> None:
    refused = call("POST", PATH, {**SENT, **change})
    assert refused.status_code == 400
    assert message in refused.json()["message"]


def test_a_session_without_a_state_has_none(call: Any, control: ControlContext) -> None:
    control.sessions.find("default").session.mode = InspectMode()

    refused = call("POST", PATH, SENT)

    assert refused.status_code == 400
    assert "only the fake has a state" in refused.json()["message"]
