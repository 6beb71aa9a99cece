"""Those of vcrpy's record modes that may use the network, around a command."""

from pathlib import Path

import pytest

from tests.support.clients import parse_output, python_client
from tests.support.process.background import Finished
from tests.support.process.launch import PROGRAM
from tests.support.process.ringback import CREDENTIALS, run
from tests.support.twilio.upstream import Upstream

ADA, BOB = (python_client("requests", f"FriendlyName={name}") for name in ("Ada", "Bob"))


class Recorder:
    """Runs `record` around a command, with one cassette and one upstream."""

    def __init__(self, folder: Path, upstream: Upstream) -> None:
        self.folder = folder
        self.upstream = upstream
        self.cassette = folder / "one.yaml"

    def record(self, *arguments: str) -> Finished:
        options = ("--cassette", str(self.cassette), *self.upstream.arguments)
        return run("record", *options, *arguments, folder=self.folder, environment=CREDENTIALS)

    @property
    def forwarded(self) -> int:
        return len(self.upstream.requests)


@pytest.fixture
def recorder(tmp_path: Path, upstream: Upstream) -> Recorder:
    return Recorder(tmp_path, upstream)


def test_new_episodes_plays_existing_recordings_and_adds_the_rest(recorder: Recorder) -> None:
    recorder.record("--", *ADA)

    played, added = recorder.record("--", *ADA), recorder.record("--", *BOB)

    assert recorder.forwarded == 2
    assert parse_output(played.stdout).body["friendly_name"] == "Ada"
    assert parse_output(added.stdout).body["friendly_name"] == "Bob"
    assert "1 played" in played.stderr
    assert "1 recorded" in added.stderr
    assert "--record-mode all" in played.stderr


def test_once_refuses_what_the_cassette_lacks(recorder: Recorder) -> None:
    first = recorder.record("--record-mode", "once", "--", *ADA)

    again = recorder.record("--record-mode", "once", "--", *BOB)

    assert parse_output(first.stdout).status == 201
    assert parse_output(again.stdout).status == 501
    assert recorder.forwarded == 1


def test_all_replaces_the_cassette_after_a_successful_command(recorder: Recorder) -> None:
    recorder.record("--", *ADA)

    recorder.record("--record-mode", "all", "--", *BOB)

    assert recorder.forwarded == 2
    assert "Bob" in recorder.cassette.read_text()
    assert "Ada" not in recorder.cassette.read_text()
    assert [path.name for path in recorder.folder.iterdir()] == ["one.yaml"]


def test_all_keeps_the_cassette_when_the_command_fails(recorder: Recorder) -> None:
    recorder.record("--", *ADA)
    before = recorder.cassette.read_bytes()

    failed = recorder.record("--record-mode", "all", "--", "sh", "-c", '"$@"; exit 5', "sh", *BOB)

    assert failed.status == 5
    assert recorder.cassette.read_bytes() == before
    (pending,) = (path for path in recorder.folder.iterdir() if path != recorder.cassette)
    assert pending.suffix != ".yaml"
    assert "Bob" in pending.read_text()
    assert pending.name in failed.stderr


def test_all_keeps_the_cassette_when_nothing_was_recorded(recorder: Recorder) -> None:
    recorder.record("--", *ADA)
    before = recorder.cassette.read_bytes()

    recorder.record("--record-mode", "all", "--", "true")

    assert recorder.cassette.read_bytes() == before
    assert [path.name for path in recorder.folder.iterdir()] == ["one.yaml"]


def test_two_recorders_of_one_cassette_lose_nothing(recorder: Recorder) -> None:
    nested = (*PROGRAM, "record", "-c", str(recorder.cassette), "--", "true")

    finished = recorder.record("--", *nested)

    assert finished.status == 1
    assert str(recorder.cassette) in finished.stderr
    assert "Traceback" not in finished.stderr
