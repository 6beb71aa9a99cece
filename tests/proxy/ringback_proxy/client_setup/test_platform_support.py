import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ringback_proxy.client_setup import platform_support
from tests.support.process.programs import require_program
from tests.support.process.terminal import Terminal


@pytest.mark.parametrize(
    ("platform", "posix"), [("linux", True), ("darwin", True), ("win32", False)]
)
def test_windows_is_not_posix(monkeypatch: pytest.MonkeyPatch, platform: str, posix: bool) -> None:
    monkeypatch.setattr("sys.platform", platform)

    assert platform_support.is_posix() is posix


def test_the_bundles_of_the_machine_are_files_of_certificates() -> None:
    for path in platform_support.find_system_bundles():
        assert "BEGIN CERTIFICATE" in path.read_text()


def test_a_process_is_alive_until_it_has_ended() -> None:
    process = subprocess.Popen((sys.executable, "-c", "input()"), stdin=subprocess.PIPE)

    assert platform_support.is_alive(process.pid)
    process.communicate()
    assert not platform_support.is_alive(process.pid)


def test_a_process_of_another_user_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.kill", refuse)

    assert platform_support.is_alive(1)


def test_an_unknown_process_counts_as_alive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", "win32")

    assert platform_support.is_alive(2**22 + 1)


SHARES = "from ringback_proxy.client_setup import platform_support as o; print(o.shares_terminal())"


def test_without_a_terminal_none_is_shared() -> None:
    output = subprocess.run(
        (sys.executable, "-c", SHARES),
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert output.strip() == "False"


def test_a_terminal_is_shared_though_all_streams_are_redirected(tmp_path: Path) -> None:
    output = tmp_path / "told"
    line = f'"{sys.executable}" -c "{SHARES}" <{os.devnull} >"{output}" 2>&1'

    assert Terminal((require_program("sh"), "-c", line)).wait() == 0
    assert output.read_text().strip() == "True"


def test_windows_sends_a_key_to_all_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")

    assert platform_support.shares_terminal()


@pytest.mark.skipif(sys.platform != "linux", reason="it is Linux's")
def test_a_child_ends_with_a_parent_that_is_killed() -> None:
    parent = (
        "import os, signal, subprocess, sys\n"
        "from ringback_proxy.client_setup import platform_support\n"
        "child = subprocess.Popen(\n"
        "    (sys.executable, '-c', 'import signal; signal.pause()'),\n"
        "    preexec_fn=platform_support.make_parent_death_hook())\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    # The child has the pipe's other end, so reading ends when the child does.
    ran = subprocess.run(
        (sys.executable, "-c", parent), capture_output=True, text=True, timeout=30, check=False
    )

    assert ran.returncode == -signal.SIGKILL
    assert int(ran.stdout) > 0


def test_other_systems_have_no_parent_death_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")

    assert platform_support.make_parent_death_hook() is None


@pytest.mark.parametrize("guide", platform_support.TRUST_GUIDES, ids=lambda guide: guide.system)
def test_a_guide_names_the_root(guide: platform_support.TrustGuide) -> None:
    assert "/ca.pem" in guide.trust.format(root="/ca.pem")
    assert guide.forget.format(root="/ca.pem")
