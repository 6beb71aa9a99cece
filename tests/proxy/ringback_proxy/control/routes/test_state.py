from pathlib import Path
from typing import Any

import pytest

from ringback.modes.inspect import InspectMode
from ringback.state_files.yaml_nodes import parse_yaml
from ringback.twilio.state_document.nodes import to_json
from ringback_proxy.control.context import ControlContext

PATH = "/sessions/default/state"


@pytest.fixture
def start_file(tmp_path: Path) -> Path:
    path = tmp_path / "start.yaml"
    path.write_text("account_sid: AC" + "a" * 32 + "\nconversations: [{unique_name: t}]\n")
    return path


def test_the_state_is_a_document(call: Any) -> None:
    conversation = {"path": "/v1/Conversations", "method": "POST", "form": {"UniqueName": "t"}}
    call("POST", "/sessions/default/requests", conversation)

    document = call("GET", PATH).json()

    assert [one["unique_name"] for one in document["conversations"]] == ["t"]


def test_it_is_yaml_if_asked_for(call: Any) -> None:
    answer = call("GET", f"{PATH}?format=yaml")
    assert answer.headers["content-type"] == "application/yaml"
    assert to_json(parse_yaml(answer.text)) == {"accounts": []}


def test_another_format_is_refused(call: Any) -> None:
    refused = call("GET", f"{PATH}?format=xml")
    assert refused.status_code == 400
    assert refused.json()["message"] == "ringback: format is 'xml'; accepted are json, yaml"


def test_a_session_begins_with_a_file_and_again_after_a_reset(call: Any, start_file: Path) -> None:
    begun = call("PUT", "/sessions/one", {"mode": "fake", "start_with": str(start_file)})
    assert begun.status_code == 201
    before = call("GET", "/sessions/one/state").json()
    call("POST", "/sessions/one/requests", {"path": "/v1/Conversations", "method": "POST"})
    call("POST", "/sessions/one/reset")

    after = call("GET", "/sessions/one/state").json()

    assert [one["unique_name"] for one in before["conversations"]] == ["t"]
    assert [one["unique_name"] for one in after["conversations"]] == ["t"]


def test_a_session_begins_with_a_document_itself(call: Any) -> None:
    conversation = {"unique_name": "t", "messages": [{"body": "007"}]}
    document = {"account_sid": "AC" + "a" * 32, "conversations": [conversation]}
    assert call("PUT", "/sessions/one", {"start_with": document}).status_code == 201

    (found,) = call("GET", "/sessions/one/state").json()["conversations"]

    assert (found["unique_name"], found["messages"][0]["body"]) == ("t", "007")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"conversations": [{"state": "opened"}]}, "start_with/conversations/0/state: state is"),
        (7, "start_with is 7; accepted are a path, and an object such as"),
    ],
)
def test_a_wrong_document_is_refused_with_its_place(call: Any, given: Any, message: str) -> None:
    refused = call("PUT", "/sessions/one", {"start_with": given})
    assert refused.status_code == 400
    assert message in refused.json()["message"]


def test_no_exchange_and_no_webhook_is_seen(call: Any, start_file: Path) -> None:
    call("PUT", "/sessions/one", {"mode": "fake", "start_with": str(start_file)})
    assert call("GET", "/sessions/one/exchanges").json()["exchanges"] == []
    assert call("GET", "/sessions/one/deliveries").json()["deliveries"] == []


def test_a_wrong_file_is_refused_with_its_line(call: Any, start_file: Path) -> None:
    start_file.write_text("conversations:\n  - state: opened\n")
    refused = call("PUT", "/sessions/one", {"mode": "fake", "start_with": str(start_file)})
    assert refused.status_code == 400
    assert f"{start_file}:2: state is 'opened'" in refused.json()["message"]


def test_a_session_without_a_state_says_so(call: Any, control: ControlContext) -> None:
    control.sessions.find("default").session.mode = InspectMode()
    refused = call("GET", PATH)
    assert refused.status_code == 400
    assert "only the fake has a state, and this session is in inspect" in refused.json()["message"]


def test_a_session_that_does_not_exist_says_so(call: Any) -> None:
    refused = call("GET", "/sessions/other/state")
    assert refused.status_code == 404
    assert refused.json()["message"] == "ringback: there is no session 'other'"
