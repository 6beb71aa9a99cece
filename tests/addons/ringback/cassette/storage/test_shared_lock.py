import errno
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ringback.cassette.storage import shared_lock
from ringback.cassette.storage.shared_lock import HeldError, SharedLock
from ringback.files import replace_atomically

# Becomes another user after all imports, because that user may not read the interpreter's files.
AS_ANOTHER_USER = """
import os, sys
from pathlib import Path
from ringback.cassette.storage.shared_lock import HeldError, SharedLock
os.umask(0o077)
os.setgroups([])
os.setgid(int(sys.argv[2]))
os.setuid(int(sys.argv[2]))
try:
    lock = SharedLock(Path(sys.argv[1]))
except HeldError as held:
    print("held by", held.pid, flush=True)
else:
    print("locked", flush=True)
    sys.stdin.read()
"""
ONE, OTHER = 54321, 54322


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "one.yaml"


@pytest.fixture
def substitute(path: Path) -> Path:
    return path.with_name(".one.yaml.lock")


@pytest.fixture(params=["a cassette", "no cassette yet"])
def everyones(request: pytest.FixtureRequest) -> Iterator[Path]:
    """Yield a cassette in a folder to which every user can write."""
    if os.geteuid() != 0:
        pytest.skip("only root can become two users")
    folder = Path(tempfile.mkdtemp())  # other users cannot enter pytest's folders
    folder.chmod(0o777)
    path = folder / "one.yaml"
    if request.param == "a cassette":
        path.touch(0o666)
        path.chmod(0o666)
    yield path
    shutil.rmtree(folder)


def become(user: int, path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", AS_ANOTHER_USER, str(path), str(user)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def read_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_two_users_see_each_other(everyones: Path) -> None:
    with become(ONE, everyones) as one:
        assert read_line(one) == "locked"

        with become(OTHER, everyones) as other:
            assert read_line(other) == f"held by {one.pid}"

        one.kill()  # what it leaves behind is in nobody's way
    with become(OTHER, everyones) as other:
        assert read_line(other) == "locked"


def test_a_cassette_is_locked_without_a_file_beside_it(path: Path) -> None:
    path.touch()
    lock = SharedLock(path)

    with pytest.raises(HeldError) as caught:
        SharedLock(path)

    assert caught.value.pid == os.getpid()
    assert list(path.parent.iterdir()) == [path]
    lock.release()
    SharedLock(path).release()


def test_a_file_in_the_cassettes_place_is_locked(path: Path, substitute: Path) -> None:
    lock = SharedLock(path)

    with pytest.raises(HeldError):
        SharedLock(path)

    assert list(path.parent.iterdir()) == [substitute]
    lock.release()
    assert list(path.parent.iterdir()) == []


def test_a_file_left_by_a_killed_process_is_used_and_removed(path: Path, substitute: Path) -> None:
    substitute.touch()

    SharedLock(path).release()

    assert not substitute.exists()


def test_the_lock_goes_along_when_the_cassette_is_created(path: Path, substitute: Path) -> None:
    lock = SharedLock(path)

    replace_atomically(path, b"new", before_rename=lock.lock_draft)
    lock.remove_substitute()

    assert list(path.parent.iterdir()) == [path]
    with pytest.raises(HeldError):
        SharedLock(path)
    lock.release()
    SharedLock(path).release()


def test_the_lock_goes_along_when_the_cassette_is_replaced(path: Path) -> None:
    path.touch()
    lock = SharedLock(path)

    replace_atomically(path, b"new", before_rename=lock.lock_draft)

    with pytest.raises(HeldError):
        SharedLock(path)
    lock.release()
    SharedLock(path).release()


def test_a_file_that_was_replaced_while_it_was_locked_is_given_up(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.touch()
    locked: list[int] = []

    def replace_first(descriptor: int, _: int) -> None:
        locked.append(os.fstat(descriptor).st_ino)
        if len(locked) == 1:
            replace_atomically(path, b"new")

    # A real race would be lost only now and then.
    monkeypatch.setattr(fcntl, "flock", replace_first)
    SharedLock(path).release()

    assert locked[1:] == [path.stat().st_ino]


def test_a_file_that_others_may_not_open_is_held(
    path: Path, substitute: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    substitute.touch()
    monkeypatch.setattr(os, "open", refuse)  # root may open every file

    with pytest.raises(HeldError):
        SharedLock(path)


def test_a_cassette_that_may_not_be_opened_is_left_to_its_reader(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.touch()
    monkeypatch.setattr(os, "open", refuse)

    SharedLock(path).release()


def refuse(path: Path, _: int) -> int:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)


@pytest.mark.parametrize("name", ["folder", "gone/one.yaml"])
def test_what_is_no_file_is_left_to_its_reader(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()

    SharedLock(tmp_path / name).release()


def test_a_file_system_without_locks_is_noted(
    path: Path, substitute: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer_as_nfs(_: int, __: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    # Stands in for NFS without its lock service.
    monkeypatch.setattr(fcntl, "flock", answer_as_nfs)
    lock = SharedLock(path)

    (note,) = lock.notes
    assert note == (
        f"{path}: its file system has no locks (No locks available), so nothing would notice "
        "another user who records to it"
    )
    lock.release()
    assert not substitute.exists()


def test_another_failure_is_raised(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int, __: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(fcntl, "flock", fail)

    with pytest.raises(OSError, match="Input/output error"):
        SharedLock(path)


@pytest.mark.parametrize("target", ["there", "gone"])
def test_a_link_in_the_cassettes_place_is_not_followed(
    path: Path, substitute: Path, target: str
) -> None:
    path.with_name("there").touch()
    substitute.symlink_to(path.with_name(target))

    with pytest.raises(OSError, match="Too many levels of symbolic links"):
        SharedLock(path)


def test_a_system_without_such_locks_has_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_lock, "fcntl", None)  # as on Windows

    lock = SharedLock(path)
    lock.lock_draft(0)

    assert list(path.parent.iterdir()) == []
    lock.release()


def test_where_the_system_does_not_tell_the_holder_is_unknown(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_lock, "_SYSTEMS_LOCKS", Path("/nowhere/to/be/found"))
    lock = SharedLock(path)

    with pytest.raises(HeldError) as caught:
        SharedLock(path)

    assert caught.value.pid is None
    lock.release()
