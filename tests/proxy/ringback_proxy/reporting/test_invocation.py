import sys
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


def test_on_the_path_its_name_will_do(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(installed.parent))

    assert invocation.command() == "ringback"


def test_elsewhere_it_is_named_in_full(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(installed), "fake"])

    assert invocation.command() == f"'{installed}'"


@pytest.mark.usefixtures("installed")
def test_as_a_module_it_is_started_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/ringback_proxy/__main__.py", "fake"])

    assert invocation.command() == f"{sys.executable} -m ringback_proxy"


def test_a_proxy_with_a_ca_elsewhere_is_found_there(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(installed.parent))

    assert invocation.env_command(paths.default_confdir()) == "ringback env"
    assert invocation.env_command(Path("my ca")) == "ringback env --confdir 'my ca'"
