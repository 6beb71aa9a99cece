import os
import socket
import stat
from pathlib import Path

import pytest

from ringback.cassette.storage import files
from ringback.cassette.storage.files import make_folder, read_bytes
from ringback.errors import CassetteError


def refusal(path: Path) -> str:
    with pytest.raises(CassetteError) as caught:
        read_bytes(path)
    assert str(caught.value).startswith(str(path))
    return str(caught.value)


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_bytes(b"a\r\nb")

    assert read_bytes(path) == b"a\r\nb"


def test_a_missing_file_is_reported_with_the_command_to_record_it(tmp_path: Path) -> None:
    path = tmp_path / "no such.yaml"

    assert refusal(path) == (
        f"{path}: there is no such cassette; record it: ringback record -c '{path}' -- COMMAND"
    )


def test_a_folder_is_rejected(tmp_path: Path) -> None:
    assert refusal(tmp_path).endswith("is a folder, not a file")


def test_a_pipe_is_rejected_without_waiting(tmp_path: Path) -> None:
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)

    assert refusal(path).endswith("is a pipe, not a file")


def test_a_device_is_rejected() -> None:
    assert refusal(Path("/dev/zero")).endswith("is a device or socket, not a file")


def test_a_socket_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket has to be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.yaml")

        assert refusal(Path("socket.yaml")).endswith("is a device or socket, not a file")


def test_a_file_that_is_too_large_is_rejected_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)  # without a single block on disk

    assert refusal(path).endswith("2048 MB; a cassette of over 1024 MB is not read")


def test_the_systems_message_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert "cannot be read: Not a directory" in refusal(tmp_path / "file" / "one.yaml")


def test_a_link_resolves_to_its_target_even_if_that_is_missing(tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "folder" / "one.yaml")

    assert files.resolve(link) == tmp_path / "folder" / "one.yaml"


@pytest.mark.parametrize("target", ["loop.yaml", "other.yaml"])
def test_links_that_form_a_loop_are_rejected(tmp_path: Path, target: str) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(target)
    (tmp_path / "other.yaml").symlink_to(loop)

    with pytest.raises(CassetteError, match="cannot be read: Too many levels of symbolic links"):
        files.resolve(loop)


def test_a_path_through_a_file_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CassetteError, match="cannot be read: Not a directory"):
        files.resolve(tmp_path / "file" / "one.yaml")


def test_missing_folders_are_created_and_returned(tmp_path: Path) -> None:
    made = make_folder(tmp_path / "a" / "b" / "one.yaml")

    assert (tmp_path / "a" / "b").is_dir()
    assert made == (tmp_path / "a" / "b", tmp_path / "a")
    assert make_folder(tmp_path / "a" / "b" / "one.yaml") == ()


def test_only_empty_folders_are_removed(tmp_path: Path) -> None:
    made = make_folder(tmp_path / "a" / "b" / "c" / "one.yaml")
    (tmp_path / "a" / "kept").touch()
    files.remove_empty(made)

    assert [path.name for path in (tmp_path / "a").iterdir()] == ["kept"]


def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CassetteError, match="its folder cannot be made: Not a directory"):
        make_folder(tmp_path / "file" / "a" / "one.yaml")


@pytest.mark.parametrize("what", ["folder", "file"])
def test_an_unwritable_cassette_is_reported_before_anything_is_recorded(
    tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "one.yaml"
    path.touch()
    denied = tmp_path if what == "folder" else path
    # What `os.access` returns to users other than root.
    monkeypatch.setattr(os, "access", lambda asked, mode: asked != denied)

    with pytest.raises(CassetteError, match="give another -c PATH"):
        make_folder(path)


def test_a_cassette_is_replaced_with_its_mode_kept(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text("old")
    path.chmod(0o640)

    files.replace(path, b"new")

    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_cassette_gets_the_mode_of_another_file(tmp_path: Path) -> None:
    like = tmp_path / "like"
    like.touch(0o600)

    files.replace_like(tmp_path / "one.yaml", b"new", like)

    assert stat.S_IMODE((tmp_path / "one.yaml").stat().st_mode) == 0o600


def test_a_cassette_that_cannot_be_replaced_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "one.yaml"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full_disk)

    with pytest.raises(CassetteError, match="cannot be written: No space left on device"):
        files.replace(path, b"new")


def full_disk(descriptor: int) -> None:
    raise OSError(28, "No space left on device")
