"""Runs with what Windows and macOS lack taken away; docs/platforms.md lists the differences."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import filelock  # noqa: F401 - it must not be imported on the simulated system first
import platformdirs
import pytest
from platformdirs.macos import MacOS

from ringback.settings.table import FakeSettings
from ringback_proxy.client_setup import platform_support
from ringback_proxy.runtime_files import paths
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.plan import Plan
from ringback_proxy.server.runner import run

ASK = """
import json, sys, urllib.error, urllib.request
ready = json.load(open(sys.argv[1]))
try:
    urllib.request.urlopen(ready["base_url"] + "/v1/Conversations")
except urllib.error.HTTPError as error:
    raise SystemExit(7 if error.code == 401 else 1)
"""
Simulate = Callable[[pytest.MonkeyPatch], None]


def simulate_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(sys, "platform", "win32")
    for name in ("SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"):
        monkeypatch.delattr(signal, name)
    monkeypatch.delattr(os, "fchmod")
    for name in ("add_signal_handler", "remove_signal_handler"):
        monkeypatch.setattr(asyncio.unix_events._UnixSelectorEventLoop, name, refuse)
    monkeypatch.setattr(platform_support, "_SYSTEM_BUNDLES", ())


def simulate_macos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform_support, "_SYSTEM_BUNDLES", ())


SYSTEMS = {"Windows": simulate_windows, "macOS": simulate_macos}


@pytest.mark.parametrize("simulate", SYSTEMS.values(), ids=SYSTEMS)
def test_a_command_is_served_and_its_status_is_passed_on(
    simulate: Simulate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ready_file = tmp_path / "ready.json"
    command = (sys.executable, "-c", ASK, str(ready_file))
    with monkeypatch.context() as simulated:
        simulate(simulated)
        assert platform_support.make_parent_death_hook() is None

        status = run(
            Plan(
                FakeSettings(), Addresses(port=0, base_url_port=0), tmp_path / "conf", ready_file,
                command,
            )
        )  # fmt: skip

    assert status == 7
    assert not ready_file.exists()
    assert (tmp_path / "conf" / "bundle.pem").is_file()


def test_on_macos_the_ca_is_in_its_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr(platformdirs, "PlatformDirs", MacOS)

    assert str(paths.find_default_confdir()).endswith("Library/Application Support/ringback")
