import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ringback.cassette.format.reader import read
from ringback.cassette.format.writer import render_header
from ringback.cassette.model import Interaction
from ringback.cassette.storage.library import load_library
from ringback.cassette.storage.recorder import Recorder
from ringback.errors import CassetteError
from ringback.settings.names import RecordModeName
from tests.support.cassettes import recording_program
from tests.support.cassettes.exchanges import (
    create,
    created,
    read_interactions,
    render_cassette,
    write_cassette,
)
from tests.support.cassettes.recording_program import INTERACTIONS, LARGE

ADA = Interaction(create(caller=None, FriendlyName="Ada"), created())
EVE = Interaction(create(caller=None, FriendlyName="Eve"), created())

NEVER_ADDED_TO = render_cassette(ADA).replace("interactions:", "interactions: !!python/tuple")


def numbered(number: int) -> Interaction:
    return Interaction(create(caller=None, FriendlyName=str(number)), created())


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    return tmp_path / "locks"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cassettes" / "one.yaml"


@pytest.fixture
def recorder(path: Path, locks: Path) -> Iterator[Recorder]:
    recorder = Recorder(path, locks)
    yield recorder
    recorder.close()


async def test_an_interaction_is_on_disk_when_it_is_done(recorder: Recorder, path: Path) -> None:
    await recorder.append(ADA)

    assert path.read_text() == render_cassette(ADA)


def test_without_an_interaction_no_file_or_folder_is_left(path: Path, locks: Path) -> None:
    recorder = Recorder(path, locks)
    assert path.parent.is_dir()
    recorder.close()

    assert not path.parent.exists()


def test_existing_recordings_are_loaded(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    write_cassette(path, ADA)
    recorder = Recorder(path, locks)

    assert [one.request for one in recorder.cassette.recordings] == [ADA.request]
    assert recorder.cassette.path == path
    recorder.close()


def test_a_second_recorder_is_rejected(recorder: Recorder, path: Path, locks: Path) -> None:
    with pytest.raises(CassetteError, match=f"process {os.getpid()} records to it already"):
        Recorder(path, locks)


def test_a_closed_recorder_releases_the_lock(path: Path, locks: Path) -> None:
    Recorder(path, locks).close()

    Recorder(path, locks).close()


def test_a_cassette_that_cannot_be_read_is_not_locked(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    path.write_text("a: [")
    for _ in range(2):
        with pytest.raises(CassetteError, match="did not find expected"):
            Recorder(path, locks)


async def test_a_torn_end_is_moved_aside(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    whole = write_cassette(path, ADA).read_bytes()
    torn = render_cassette(ADA, EVE).encode()[len(whole) : -40]
    path.write_bytes(whole + torn)
    path.with_name("one.yaml.torn").write_bytes(b"earlier\n")

    recorder = Recorder(path, locks)
    await recorder.append(EVE)
    recorder.close()

    aside = path.with_name("one.yaml.torn").resolve()
    assert read_interactions(path) == [ADA, EVE]
    assert aside.read_bytes() == b"earlier\n" + torn
    line = whole.count(b"\n") + 1
    (note,) = recorder.notes
    assert note == (
        f"{path}:{line}: the last interaction was cut off while it was written, "
        f"before its `status`; it was moved to {aside}"
    )


def test_a_torn_end_that_cannot_be_moved_is_reported(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(render_cassette(ADA, EVE).encode()[:-40])
    before = path.read_bytes()
    path.with_name("one.yaml.torn").mkdir()

    with pytest.raises(CassetteError, match="its torn end cannot be cut off: Is a directory"):
        Recorder(path, locks)

    assert path.read_bytes() == before


@pytest.mark.parametrize("record_mode", ["new_episodes", "all"])
@pytest.mark.parametrize("text", [None, '{"version": 1, "interactions": []}'], ids=["new", "there"])
def test_a_json_cassette_is_not_recorded_to(
    tmp_path: Path, locks: Path, text: str | None, record_mode: RecordModeName
) -> None:
    path = tmp_path / "one.json"
    if text is not None:
        path.write_text(text)

    with pytest.raises(CassetteError) as caught:
        Recorder(path, locks, record_mode=record_mode)

    assert str(caught.value) == (
        f"{path}: JSON is replayed only, and record writes YAML; give -c {tmp_path}/one.yaml"
    )
    assert (path.read_text() if path.exists() else None) == text


def test_a_link_to_json_is_not_recorded_to(tmp_path: Path, locks: Path) -> None:
    (tmp_path / "link.yaml").symlink_to("one.json")

    with pytest.raises(CassetteError, match="JSON is replayed only"):
        Recorder(tmp_path / "link.yaml", locks)


def test_a_cassette_that_cannot_be_appended_to_is_reported_at_once(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    path.write_text(NEVER_ADDED_TO)

    for _ in range(2):  # the lock is free
        with pytest.raises(CassetteError, match="cannot be brought into an order to append to"):
            Recorder(path, locks)

    assert path.read_text() == NEVER_ADDED_TO


def test_a_pending_file_does_not_depend_on_the_cassettes_layout(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    path.write_text(NEVER_ADDED_TO)

    Recorder(path, locks, record_mode="all").close()


def test_a_cassette_that_is_only_read_need_not_be_appendable(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    path.write_text(NEVER_ADDED_TO)

    Recorder(path, locks, record_mode="once").close()


async def test_a_link_into_a_missing_folder_is_recorded_to(tmp_path: Path, locks: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "missing" / "one.yaml")
    recorder = Recorder(link, locks)

    await recorder.append(ADA)
    recorder.close()

    assert read_interactions(tmp_path / "missing" / "one.yaml") == [ADA]


async def test_a_link_stays_a_link(tmp_path: Path, locks: Path) -> None:
    target = tmp_path / "target.yaml"
    link = tmp_path / "link.yaml"
    link.symlink_to(target)
    recorder = Recorder(link, locks)

    await recorder.append(ADA)
    recorder.close()

    assert link.is_symlink()
    assert read_interactions(target) == [ADA]


async def test_a_pending_file_leaves_the_cassette_alone_until_it_is_kept(
    path: Path, locks: Path
) -> None:
    path.parent.mkdir()
    write_cassette(path, ADA)
    recorder = Recorder(path, locks, record_mode="all")

    await recorder.append(EVE)

    assert read_interactions(path) == [ADA]
    assert recorder.pending_path is not None
    assert recorder.pending_path.name == "one.yaml.pending"
    recorder.close(keep_pending=True)
    assert read_interactions(path) == [EVE]
    assert not recorder.pending_path.exists()


async def test_a_pending_file_that_is_not_kept_stays_beside_the_cassette(
    path: Path, locks: Path
) -> None:
    path.parent.mkdir()
    write_cassette(path, ADA)
    for name in ("one.yaml.pending", "one.yaml.pending2"):
        recorder = Recorder(path, locks, record_mode="all")
        await recorder.append(EVE)
        recorder.close()

        assert read_interactions(path) == [ADA]
        assert read_interactions(path.with_name(name)) == [EVE]


def test_a_pending_file_without_an_interaction_is_not_kept(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    write_cassette(path, ADA)

    Recorder(path, locks, record_mode="all").close(keep_pending=True)

    assert read_interactions(path) == [ADA]


async def test_a_pending_file_that_cannot_be_put_in_place_stays(path: Path, locks: Path) -> None:
    recorder = Recorder(path, locks, record_mode="all")
    await recorder.append(EVE)
    path.mkdir()

    with pytest.raises(CassetteError, match="cannot be put in the place of"):
        recorder.close(keep_pending=True)

    assert read_interactions(path.with_name("one.yaml.pending")) == [EVE]
    path.rmdir()
    Recorder(path, locks).close()  # the lock is free


async def test_a_pending_file_has_the_cassettes_permissions(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    write_cassette(path, ADA).chmod(0o600)
    recorder = Recorder(path, locks, record_mode="all")
    await recorder.append(EVE)
    assert recorder.pending_path is not None
    assert recorder.pending_path.stat().st_mode & 0o777 == 0o600

    recorder.close(keep_pending=True)

    assert read_interactions(path) == [EVE]
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_pending_file_does_not_replace_a_changed_cassette(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    write_cassette(path, ADA)
    recorder = Recorder(path, locks, record_mode="all")
    await recorder.append(EVE)
    with path.open("a") as file:
        file.write("# by hand\n")

    with pytest.raises(CassetteError, match="another program changed that during the run"):
        recorder.close(keep_pending=True)

    assert path.read_text().endswith("# by hand\n")
    assert read_interactions(path.with_name("one.yaml.pending")) == [EVE]


@pytest.mark.parametrize("record_mode", ["new_episodes", "all"])
def test_the_pending_file_of_an_earlier_run_is_reported(
    path: Path, locks: Path, record_mode: RecordModeName
) -> None:
    path.parent.mkdir()
    left = path.with_name("one.yaml.pending2")
    left.touch()
    path.with_name("one.yaml.pendingn").touch()
    recorder = Recorder(path, locks, record_mode=record_mode)

    recorder.close()

    (note,) = recorder.notes
    assert note == (
        f"{path}: an earlier run left its recordings in {left.resolve()}; "
        "move it to the cassette's place, or delete it"
    )


def test_an_unreadable_cassette_cannot_be_replaced(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    path.write_text("a: b\n")

    with pytest.raises(CassetteError) as caught:
        Recorder(path, locks, record_mode="all")

    assert str(caught.value) == (
        f"{path}:1: not a cassette: there is no list `interactions`; "
        "--record-mode all replaces only readable cassettes; move this one away first"
    )


async def test_a_damaged_cassette_is_replaced_and_kept(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    text = render_header(["Colour"]) + "- request: [\n- more\n"
    path.write_text(text)
    kept = path.with_name("one.yaml.damaged").resolve()

    recorder = Recorder(path, locks, record_mode="all")
    (note,) = recorder.notes
    await recorder.append(ADA)
    recorder.close(keep_pending=True)

    assert note.endswith(f"; if this run ends well it is replaced, and kept as {kept}")
    assert kept.read_text() == text
    replaced = read(path.read_bytes(), path)
    assert len(replaced.recordings) == 1
    assert replaced.redact_names == ("Colour",)


@pytest.mark.parametrize(
    "text",
    ["version: [\ninteractions:\n- x\n", "interactions: [\n"],
    ids=["damaged names", "no names"],
)
def test_a_damaged_cassette_whose_names_cannot_be_read_is_not_replaced(
    path: Path, locks: Path, text: str
) -> None:
    path.parent.mkdir()
    path.write_text(text)

    with pytest.raises(CassetteError, match="replaces only readable cassettes"):
        Recorder(path, locks, record_mode="all")


async def test_a_pending_file_does_not_touch_a_torn_cassette(path: Path, locks: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(render_cassette(ADA, EVE).encode()[:-40])
    before = path.read_bytes()

    Recorder(path, locks, record_mode="all").close()

    assert path.read_bytes() == before


NAMES_AND_MODES: list[tuple[tuple[str, ...], RecordModeName]] = [
    (("A",), "new_episodes"),
    (("B",), "all"),
]


async def test_a_pending_file_keeps_the_names_to_redact(path: Path, locks: Path) -> None:
    for names, record_mode in NAMES_AND_MODES:
        recorder = Recorder(path, locks, redact_names=names, record_mode=record_mode)
        await recorder.append(ADA)
        recorder.close(keep_pending=True)

    assert load_library([path]).redact_names == ("A", "B")


class Recordings:
    """Repeatedly runs a program that records to one cassette and is killed."""

    def __init__(self, path: Path, locks: Path) -> None:
        self.path = path
        self.locks = locks
        self.runs = 0
        self.reported: set[int] = set()
        self.failures: list[str] = []

    def run(self, kill_after: int | None, *fault: str) -> None:
        """Start the program, note its output, and kill it after so many interactions."""
        first = self.runs * INTERACTIONS
        self.runs += 1
        program = (sys.executable, "-m", recording_program.__name__)
        with subprocess.Popen(
            (*program, str(self.path), str(self.locks), str(first), *fault),
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        ) as process:
            assert process.stdout is not None
            for count, line in enumerate(process.stdout):
                self._note(line)
                if count == kill_after:
                    process.kill()

    def _note(self, line: str) -> None:
        if line.startswith("!"):
            self.failures.append(line.strip())
        elif line.endswith("\n"):
            self.reported.add(int(line))

    def on_disk(self) -> set[int]:
        """Load the cassette as replay does; return the numbers of its complete interactions."""
        recordings = load_library([self.path]).recordings
        numbers = [int(one.request.body.removeprefix(b"Number=")) for one in recordings]
        assert len(numbers) == len(set(numbers))
        for one in recordings:
            assert json.loads(one.response.body)["friendly_name"] in ("short", LARGE)
        return set(numbers)


@pytest.fixture
def killed(path: Path, locks: Path) -> Recordings:
    return Recordings(path, locks)


def test_a_killed_process_keeps_every_reported_interaction(killed: Recordings) -> None:
    for kill_after in (0, 1, 7, 30):
        killed.run(kill_after)

        # There may be more: interactions that were written but not yet reported.
        assert killed.reported <= killed.on_disk()


def test_a_process_killed_while_writing_loses_only_that_interaction(killed: Recordings) -> None:
    for number in (1, 4, 7, 20):
        killed.run(None, f"torn:{number}")

        assert killed.reported <= killed.on_disk()
    killed.run(3)
    assert killed.path.with_name("one.yaml.torn").stat().st_size
    assert load_library([killed.path]).warnings == ()
    assert killed.reported <= killed.on_disk()


def test_the_cassette_stays_complete_if_the_system_refuses_to_write(killed: Recordings) -> None:
    killed.run(None, "limit:50000")

    assert killed.path.stat().st_size <= 50_000
    assert killed.on_disk() == killed.reported
    assert killed.failures
    assert all("cannot be written: File too large" in failure for failure in killed.failures)
