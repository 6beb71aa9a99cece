from typing import Any

import pytest

from ringback.errors import UsageError
from ringback.modes.inspect import InspectMode
from ringback.modes.mode import Mode
from ringback.twilio.webhooks.inbound_message import InboundMedia, InboundMessage, InboundReply
from ringback_proxy.control.context import ControlContext
from ringback_proxy.control.routes.inbound_messages import parse_message
from tests.support.proxy.flows import ScriptedMode

PATH = "/sessions/default/inbound-messages"
WRITTEN = {"from": "+15550001111", "to": "+15550002222", "body": "hi"}


def set_mode(control: ControlContext, mode: Mode) -> None:
    control.sessions.find("default").session.mode = mode


def test_a_message_comes_to_its_conversation(call: Any, control: ControlContext) -> None:
    reply = InboundReply(True, conversation={"sid": "CH1"}, message={"sid": "IM1"}, notes=("a",))
    set_mode(control, ScriptedMode(inbound=reply))

    answered = call("POST", PATH, WRITTEN)

    assert answered.status_code == 201
    assert answered.json() == {
        "routed": True,
        "reason": "",
        "conversation": {"sid": "CH1"},
        "message": {"sid": "IM1"},
        "notes": ["a"],
    }


def test_one_that_comes_to_none_is_answered_with_the_reason(
    call: Any, control: ControlContext
) -> None:
    set_mode(control, ScriptedMode(inbound=InboundReply(False, "nobody has that pair")))

    answered = call("POST", PATH, WRITTEN)

    assert answered.status_code == 200
    assert answered.json()["reason"] == "nobody has that pair"


def test_a_session_without_a_state_receives_nothing(call: Any, control: ControlContext) -> None:
    set_mode(control, InspectMode())

    refused = call("POST", PATH, WRITTEN)

    assert refused.status_code == 400
    assert "only the fake has a state" in refused.json()["message"]


def test_everything_that_can_be_written_is_read() -> None:
    given = {
        **WRITTEN,
        "attributes": "{}",
        "others": ["+15550003333"],
        "account_sid": "AC1",
        "media": [{"content_type": "image/png", "filename": "a.png", "data_base64": "aGk="}],
    }
    assert parse_message(given) == InboundMessage(
        "+15550001111",
        "+15550002222",
        "hi",
        (InboundMedia("image/png", "a.png", b"hi"),),
        "{}",
        others=("+15550003333",),
        account_sid="AC1",
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"from": None}, "from is None; give an address"),
        ({"to": 7}, "to is 7; give an address"),
        ({"to": ""}, "to is ''; give an address"),
        ({"body": 7}, "body is 7; give a text"),
        ({"media": "a.png"}, "media is 'a.png'; give a list of files"),
        ({"media": [{"content_type": "png"}]}, "content_type is 'png'; give one, such as"),
        ({"media": [{"content_type": "a/b", "data_base64": "%"}]}, "data_base64 is not base64"),
        ({"media": [{"content_type": "a/b", "data_base64": 7}]}, "data_base64 is not base64"),
        ({"others": "+15550003333"}, "others is '.15550003333'; give a list of addresses"),
        ({"others": [7]}, "give a list of addresses"),
        ({"media": [{"type": "a/b"}]}, "'type' is not accepted"),
    ],
)
def test_what_nobody_can_write_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_message({**WRITTEN, **change})
