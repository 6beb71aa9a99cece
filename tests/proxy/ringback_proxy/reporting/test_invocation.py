import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ringback_proxy.reporting import invocation
from ringback_proxy.runtime_files import paths


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The program, in a folder that is not on the PATH."""
    script = tmp_path / "my tools" / "ringback"
    script.parent.mkdir()
    script.touch(mode=0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    return script


def test_a_program_on_the_path_is_typed_by_its_name(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(installed.parent))

    assert invocation.find_command() == "ringback"


def test_a_program_elsewhere_is_typed_by_its_path(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [str(installed), "fake"])

    assert invocation.find_command() == f"'{installed}'"


@pytest.mark.usefixtures("installed")
def test_a_module_is_started_as_a_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/ringback_proxy/__main__.py", "fake"])

    assert invocation.find_command() == f"{sys.executable} -m ringback_proxy"


@pytest.fixture
def prefix(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Return a function that puts this Python environment into a folder, and it on the PATH."""

    def put(folder: str) -> Path:
        environment = installed.parent.parent / folder
        environment.mkdir(parents=True)
        monkeypatch.setattr(sys, "prefix", str(environment))
        monkeypatch.setenv("PATH", str(installed.parent))
        return environment

    return put


def test_a_program_of_uvx_is_started_with_uvx(
    prefix: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It puts the program on the PATH, but only on that of the program itself."""
    prefix(".cache/uv/archive-v0/kEYlhtMRFiu2kHms")
    monkeypatch.setenv("UV", "/usr/bin/uv")

    assert invocation.find_command() == "uvx ringback"


def test_a_program_of_pipx_run_is_started_with_pipx_run(prefix: Callable[[str], Path]) -> None:
    (prefix(".cache/pipx/07624880583b751") / "pipx_metadata.json").touch()

    assert invocation.find_command() == "pipx run ringback"


def test_a_program_that_uv_or_pipx_has_installed_is_typed_by_its_name(
    prefix: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (prefix("pipx/venvs/ringback") / "pipx_metadata.json").touch()
    assert invocation.find_command() == "ringback"

    prefix("uv/tools/ringback")
    monkeypatch.setenv("UV", "/usr/bin/uv")
    assert invocation.find_command() == "ringback"


def test_the_env_command_names_a_confdir_that_is_not_the_default(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(installed.parent))

    assert invocation.format_env_command(paths.find_default_confdir()) == "ringback env"
    assert invocation.format_env_command(Path("my ca")) == "ringback env --confdir 'my ca'"
