import os
import subprocess
import sys
from pathlib import Path

import pytest

from ringback.cassette.storage.lock import CassetteLock
from ringback.errors import CassetteError

HOLD = """
import sys
from pathlib import Path
from ringback.cassette.storage.lock import CassetteLock
lock = CassetteLock(Path(sys.argv[1]), Path(sys.argv[2]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "locks"


def test_a_second_process_is_rejected_with_the_pid_of_the_first(
    tmp_path: Path, folder: Path
) -> None:
    path = tmp_path / "one.yaml"
    command = [sys.executable, "-c", HOLD, str(path), str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"

        with pytest.raises(CassetteError) as caught:
            CassetteLock(path, folder)

        assert str(caught.value) == (
            f"{path}: process {other.pid} records to it already; stop that first, "
            "or give another -c PATH"
        )
        other.kill()
    # The lock ends with the process, however that ends.
    CassetteLock(path, folder).release()


def test_a_second_lock_in_the_same_process_is_rejected(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "one.yaml"
    first = CassetteLock(path, folder)

    with pytest.raises(CassetteError, match=f"process {os.getpid()} records to it already"):
        CassetteLock(path, folder)

    first.release()
    CassetteLock(path, folder).release()


def test_two_names_of_one_cassette_share_a_lock(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    first = CassetteLock(tmp_path / "one.yaml", folder)

    with pytest.raises(CassetteError):
        CassetteLock(tmp_path / "link" / ".." / tmp_path.name / "one.yaml", folder)

    first.release()


def test_a_link_to_itself_is_reported(tmp_path: Path, folder: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)

    with pytest.raises(CassetteError, match="cannot be read: Too many levels of symbolic links"):
        CassetteLock(loop, folder)


def test_two_cassettes_have_two_locks(tmp_path: Path, folder: Path) -> None:
    first = CassetteLock(tmp_path / "one.yaml", folder)
    second = CassetteLock(tmp_path / "two.yaml", folder)

    first.release()
    second.release()


def test_no_file_is_created_beside_a_cassette(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "one.yaml"
    path.touch()

    lock = CassetteLock(path, folder)

    assert sorted(tmp_path.iterdir()) == [folder, path]
    lock.release()
    assert sorted(tmp_path.iterdir()) == [folder, path]


@pytest.mark.parametrize("exists", [True, False], ids=["a cassette", "no cassette yet"])
def test_another_folder_for_locks_is_no_way_around(tmp_path: Path, exists: bool) -> None:
    path = tmp_path / "one.yaml"
    if exists:
        path.touch()
    first = CassetteLock(path, tmp_path / "locks")

    with pytest.raises(CassetteError, match="records to it already; stop that first"):
        CassetteLock(path, tmp_path / "others")

    first.release()
    CassetteLock(path, tmp_path / "others").release()
    assert path.exists() is exists
    assert not (tmp_path / ".one.yaml.lock").exists()


def test_an_owner_without_a_pid_file_is_another_process(tmp_path: Path, folder: Path) -> None:
    first = CassetteLock(tmp_path / "one.yaml", folder)
    next(folder.glob("*.pid")).unlink()

    with pytest.raises(CassetteError, match="another process records to it already"):
        CassetteLock(tmp_path / "one.yaml", folder)

    first.release()


def test_a_lock_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CassetteError, match=r"cannot be locked in .*: Not a directory"):
        CassetteLock(tmp_path / "one.yaml", tmp_path / "file" / "locks")
