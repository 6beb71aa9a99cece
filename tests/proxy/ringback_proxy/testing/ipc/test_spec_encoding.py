import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ringback.http.origin import Origin
from ringback.settings.fault_spec import FaultSpec
from ringback.settings.table import FakeSettings, ReplaySettings
from ringback_proxy.control.session_specs import parse_test_spec
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.ipc.spec_encoding import encode_spec

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param(SessionSpec(FakeSettings()), id="fake"),
        pytest.param(
            SessionSpec(
                FakeSettings(
                    seed=7, now=NOON, account_sid="AC" + "1" * 32, auth_token="t",
                    fault=(FaultSpec("slow", ms=(5, 9), chance=2.5), FaultSpec("reset", times=1)),
                    validation="warn", max_body=10, unknown_services="refuse", miss_status=422,
                ),
                title="test_it",
                key_account_sid="AC" + "2" * 32,
            ),
            id="fake with everything",
        ),
        pytest.param(
            SessionSpec(
                ReplaySettings(
                    cassette=(Path("/a.yaml"), Path("/b")), match_on=("method",),
                    ignore_field=("A", "B"), allow_playback_repeats=True, redact=("C",),
                    on_miss="fake",
                ),
                "new_episodes", "test_it", "run-1", from_serve=True, replay_option="--x",
                upstream=Origin("http", "up", 8080),
            ),
            id="replay with everything",
        ),
        pytest.param(SessionSpec(ReplaySettings(cassette=(Path("/\udcff.yaml"),))), id="a path"),
    ],
)  # fmt: skip
def test_a_spec_crosses_as_json(spec: SessionSpec) -> None:
    assert parse_test_spec(json.loads(json.dumps(encode_spec(spec)))) == spec


def test_a_path_is_that_of_the_test_process() -> None:
    document = encode_spec(SessionSpec(FakeSettings(start_with=Path("start.yaml"))))
    assert document["start_with"] == str(Path.cwd() / "start.yaml")


def test_what_the_test_process_does_itself_is_not_sent() -> None:
    document = encode_spec(SessionSpec(ReplaySettings(strict=True), strict=True))
    assert "strict" not in json.dumps(document)
