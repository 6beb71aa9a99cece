import errno
import os
import stat
from pathlib import Path

import pytest

from ringback.files import is_folder, may_exist, read_mode, read_stamp, replace_atomically


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "one.txt"


def test_a_file_is_replaced(path: Path) -> None:
    path.write_text("old")

    replace_atomically(path, b"new", sync=True)

    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("name", [".", "/", "folder"])
def test_a_folder_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()

    with pytest.raises(OSError, match=r"Is a directory|busy|Permission"):
        replace_atomically(Path(name), b"new")

    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]


def test_a_new_file_has_the_usual_mode(path: Path) -> None:
    usual = path.with_name("usual")
    usual.touch()

    replace_atomically(path, b"new")

    assert path.stat().st_mode == usual.stat().st_mode


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_file_gets_the_given_mode(path: Path, mode: int) -> None:
    replace_atomically(path, b"new", mode=mode)

    assert read_mode(path) == mode


def test_a_private_file_is_never_readable_by_others(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []

    def fchmod(descriptor: int, mode: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))

    monkeypatch.setattr(os, "fchmod", fchmod)
    replace_atomically(path, b"secret", mode=0o640)

    assert modes == [0o600]


def test_the_draft_of_a_killed_process_is_overwritten(path: Path) -> None:
    path.with_name(f".one.txt.{os.getpid()}").write_text("half")

    replace_atomically(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_cannot_be_replaced_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path.write_text("old")
    monkeypatch.setattr(os, "fsync", fill_disk)

    with pytest.raises(OSError, match="No space left"):
        replace_atomically(path, b"new", sync=True)

    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]


def test_an_absent_file_has_neither_mode_nor_stamp(path: Path) -> None:
    assert read_mode(path) is None
    assert read_stamp(path) is None


def test_the_stamp_of_a_file_changes_with_its_content(path: Path) -> None:
    path.write_text("old")
    before = read_stamp(path)
    assert read_stamp(path) == before

    path.write_text("longer")

    assert read_stamp(path) != before


def test_the_stamp_of_a_replaced_file_changes(path: Path) -> None:
    path.write_text("same")
    before = read_stamp(path)

    replace_atomically(path, b"same")

    assert read_stamp(path) != before


def test_what_cannot_be_looked_up_is_no_folder_and_may_be_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "stat", refuse)  # as in a folder that may not be searched

    assert not is_folder(tmp_path)
    assert may_exist(tmp_path)


@pytest.mark.parametrize("name", ["", "none"], ids=["a folder", "nothing"])
def test_a_folder_is_told_from_nothing(tmp_path: Path, name: str) -> None:
    assert is_folder(tmp_path / name) == may_exist(tmp_path / name) == (name == "")
