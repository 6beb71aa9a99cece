"""A whole scenario with Twilio's own Node library, over sockets and TLS."""

import json
from pathlib import Path

from tests.support.process.ringback import ACCOUNT, CREDENTIALS, run

HERE = Path(__file__).parent


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
