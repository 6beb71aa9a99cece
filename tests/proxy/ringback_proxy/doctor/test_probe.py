from pathlib import Path

import pytest

from ringback.twilio.values import hosts
from ringback_proxy.doctor import probe
from ringback_proxy.doctor.probe import PROBES, Probe

each = pytest.mark.parametrize("probe", PROBES, ids=lambda probe: f"{probe.runtime} {probe.name}")


@each
def test_a_probe_requests_a_host_that_is_answered_here(probe: Probe) -> None:
    assert hosts.is_conversations(probe.host)


def test_every_probe_requests_its_own_host() -> None:
    assert len({each.host for each in PROBES}) == len(PROBES)


@each
def test_the_program_of_a_probe_is_part_of_the_package(probe: Probe) -> None:
    files = [Path(argument) for argument in probe.arguments if "probes" in argument]

    assert all(file.is_file() for file in files)


def test_the_first_installed_program_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "python3").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    wanted = Probe("python", "requests", ("python", "python3"), ("x.py",))

    assert wanted.command() == (str(tmp_path / "python3"), "x.py", wanted.url)


def test_without_a_program_there_is_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert Probe("go", "", ("go",)).command() is None


def test_a_probe_is_called_by_its_library_or_its_runtime() -> None:
    assert Probe("python", "httpx", ()).name == "httpx"
    assert Probe("curl", "", ()).name == "curl"


def test_runtimes_are_named_once_and_in_order() -> None:
    assert probe.RUNTIMES[:3] == ("python", "node", "curl")
    assert len(set(probe.RUNTIMES)) == len(probe.RUNTIMES)
