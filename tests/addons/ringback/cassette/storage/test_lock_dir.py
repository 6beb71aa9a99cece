import os
import tempfile
from pathlib import Path

import pytest

from ringback.cassette.storage.lock_dir import lock_dir

OTHERWISE = Path("otherwise")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder for temporary files of a user without a runtime folder."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"ringback-{os.getuid()}"


def test_locks_are_in_the_users_runtime_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))

    assert lock_dir(OTHERWISE) == tmp_path / "ringback" / "locks"


@pytest.mark.parametrize("runtime", ["", "/nowhere/to/be/found"], ids=["none", "gone"])
def test_without_a_runtime_folder_locks_are_in_a_private_folder(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, runtime: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)

    for _ in range(2):
        assert lock_dir(OTHERWISE) == temporary / "locks"
    assert temporary.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_can_write_to_is_not_used(temporary: Path) -> None:
    temporary.mkdir()
    temporary.chmod(0o777)

    assert lock_dir(OTHERWISE) == OTHERWISE


def test_another_users_folder_is_not_used(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary.mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    (temporary.parent / "ringback-12345").mkdir(mode=0o700)

    assert lock_dir(OTHERWISE) == OTHERWISE


@pytest.mark.parametrize("what", ["file", "link"])
def test_a_file_is_not_used_as_a_folder(temporary: Path, tmp_path: Path, what: str) -> None:
    if what == "file":
        temporary.touch()
    else:
        (tmp_path / "another").mkdir(mode=0o700)
        temporary.symlink_to(tmp_path / "another")

    assert lock_dir(OTHERWISE) == OTHERWISE
