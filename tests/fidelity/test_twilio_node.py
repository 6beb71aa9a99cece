"""A whole scenario with Twilio's own Node library, over sockets and TLS."""

import json
import os
from pathlib import Path

import pytest

from tests.support.process.programs import require_program
from tests.support.process.ringback import ACCOUNT, CREDENTIALS, run

HERE = Path(__file__).parent


@pytest.fixture
def node() -> str:
    """Return the path of Node; skip the test if Twilio's library is not installed here."""
    found = require_program("node")
    if not (HERE / "node_modules" / "twilio").is_dir():
        reason = "the library is not installed: npm install --prefix tests/fidelity"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and CI may not skip what needs it", pytrace=False)
        pytest.skip(reason)
    return found


def test_a_scenario_runs_from_beginning_to_end(node: str, tmp_path: Path) -> None:
    finished = run(
        "fake",
        "--now",
        "2026-03-02T14:08:01Z",
        "--",
        node,
        str(HERE / "story.cjs"),
        folder=tmp_path,
        environment=CREDENTIALS,
    )

    assert finished.status == 0, finished.stderr
    results = json.loads(finished.stdout)
    alice = results.pop("alice")
    assert results == {
        "account": ACCOUNT,
        "created": "2026-03-02T14:08:01.000Z",
        "participants": [
            "alice",
            {"type": "sms", "address": "+15550000001", "proxy_address": "+15559999999"},
        ],
        "messages": [[number, f"message {number}", alice] for number in range(5)],
        "names": ["Größe", "renamed"],
        "state": "closed",
        "removed": True,
    }
