"""The probe for Python, as `doctor` starts it; its answers are tested in `test_examine`."""

import subprocess
import sys

import pytest

from ringback_proxy.doctor import probe

FILE = next(each.arguments[0] for each in probe.PROBES if each.runtime == "python")


def ran(library: str, *options: str) -> subprocess.CompletedProcess[str]:
    # No program listens on port 1.
    command = (sys.executable, *options, FILE, library, "https://127.0.0.1:1/")
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize("library", ["requests", "httpx", "aiohttp", "twilio", "twilio_async"])
def test_a_library_that_is_not_installed_is_reported(library: str) -> None:
    # -S: without site-packages.
    absent = ran(library, "-S", "-E")

    assert absent.returncode == probe.ABSENT
    assert library.partition("_")[0] in absent.stderr


@pytest.mark.parametrize("library", ["requests", "httpx", "aiohttp", "urllib"])
def test_a_failed_request_is_reported(library: str) -> None:
    failed = ran(library)

    assert failed.returncode == 1
    assert "refused" in failed.stderr.lower() or "connect" in failed.stderr.lower()
