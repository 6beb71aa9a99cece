"""The suite of an application that uses the plugin, faked and replayed."""

import shutil
import subprocess
from pathlib import Path

import pytest
import requests

from ringback_proxy import Ringback

ESCALATE = Path(__file__).with_name("escalate.mjs")


def test_a_ticket_opens_a_conversation(service: str, ringback: Ringback) -> None:
    reply = requests.post(f"{service}/tickets", {"subject": "printer on fire"})

    ringback.assert_requested(
        "POST", "/v1/Conversations", form={"FriendlyName": "printer on fire"}, times=1
    )
    assert ringback.conversations[reply.json()["sid"]].friendly_name == "printer on fire"


def test_a_busy_twilio_is_reported_to_the_customer(service: str, ringback: Ringback) -> None:
    ringback.fail_next(429)
    reply = requests.post(f"{service}/tickets", {"subject": "printer on fire"})

    assert reply.status_code == 503
    assert "Too Many Requests" in reply.json()["error"]


@pytest.mark.ringback(mode="replay")
def test_a_ticket_as_it_was_recorded(service: str, ringback: Ringback) -> None:
    reply = requests.post(f"{service}/tickets", {"subject": "printer on fire"})

    assert reply.json()["subject"] == "printer on fire"
    ringback.assert_all_played()


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("mode", ["fake", "replay"])
def test_a_node_script_goes_through(mode: str, request: pytest.FixtureRequest) -> None:
    request.node.add_marker(
        pytest.mark.ringback(mode=mode) if mode == "fake" else pytest.mark.ringback("escalate")
    )
    ringback: Ringback = request.getfixturevalue("ringback")
    message = subprocess.run(
        ["node", str(ESCALATE), "coffee is out"], capture_output=True, text=True, check=True
    )

    assert message.stdout == "coffee is out\n"
    ringback.assert_requested("POST", form={"FriendlyName": "coffee is out"}, times=1)
