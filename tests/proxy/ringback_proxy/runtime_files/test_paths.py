import os
import tempfile
from pathlib import Path

import pytest

from ringback.errors import RingbackError
from ringback_proxy.runtime_files import paths


def test_the_ca_is_in_the_users_configuration_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    assert paths.find_default_confdir() == tmp_path / "ringback"


def test_a_given_folder_is_found_from_other_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert paths.resolve_confdir(Path("ca")) == tmp_path / "ca"
    assert paths.resolve_confdir(None) == paths.find_default_confdir()


def test_temporary_files_are_in_the_runtime_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))

    folder = paths.make_runtime_dir(tmp_path / "confdir")

    assert folder == tmp_path / "ringback"
    assert folder.is_dir()


@pytest.mark.parametrize("runtime", ["", "/nowhere/to/be/found"], ids=["none", "gone"])
def test_without_a_runtime_folder_temporary_files_are_in_confdir(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)

    assert paths.make_runtime_dir(tmp_path) == tmp_path / "run"


@pytest.mark.parametrize("has_runtime", [True, False])
def test_locks_have_one_folder_whatever_confdir_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_runtime: bool
) -> None:
    if has_runtime:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    else:
        monkeypatch.delenv("XDG_RUNTIME_DIR")
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    one, other = (paths.make_lock_dir(tmp_path / name) for name in ("one", "other"))

    assert one == other
    assert one.is_dir()


def test_locks_are_in_confdir_if_the_user_has_no_other_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    (tmp_path / "none").touch()

    folder = paths.make_lock_dir(tmp_path)

    assert folder == tmp_path / "run" / "locks"
    assert folder.is_dir()


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_folders_are_private_to_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))

    assert paths.make_runtime_dir(tmp_path).stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_the_operators_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    (tmp_path / "run").touch()

    with pytest.raises(RingbackError, match="can be written with --confdir") as error:
        paths.make_runtime_dir(tmp_path)

    assert str(tmp_path / "run") in str(error.value)
