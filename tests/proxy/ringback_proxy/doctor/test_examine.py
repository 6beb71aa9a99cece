"""The doctor with real programs on a PATH of the tests, each with one defect."""

import asyncio
import sys
from pathlib import Path

import pytest

from ringback_proxy.doctor import examine
from ringback_proxy.doctor.diagnosis import Diagnosis, Verdict
from ringback_proxy.doctor.probe import PROBES, Probe
from tests.support.process.programs import require_program

CURL = next(probe for probe in PROBES if probe.runtime == "curl")


# Seconds; no test waits that long.
LIMIT = 120.0


def examined(probe: Probe, confdir: Path, timeout: float = LIMIT) -> Diagnosis:
    (found,) = asyncio.run(examine.examine([probe], confdir, timeout))
    return found


def curl_with(folder: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    real = require_program("curl")
    script = folder / "bin" / "curl"
    script.parent.mkdir()
    script.write_text(f"#!/bin/sh\n{line.format(curl=real)}\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}:/usr/bin:/bin")


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ('exec {curl} "$@"', Verdict.FINE),
        ('exec {curl} --noproxy "*" "$@"', Verdict.BYPASSED),
        ('exec {curl} --cacert /etc/hostname "$@"', Verdict.DISTRUSTS),
        ("exit 113", Verdict.ABSENT),
        ("echo broken >&2; exit 3", Verdict.BYPASSED),
        ('{curl} "$@"; exit 3', Verdict.FAILED),
    ],
)
def test_a_client_is_diagnosed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, verdict: Verdict
) -> None:
    curl_with(tmp_path, monkeypatch, line)

    assert examined(CURL, tmp_path / "confdir").verdict is verdict


def test_a_client_that_trusts_another_ca_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import certifi

    curl_with(tmp_path, monkeypatch, f'exec {{curl}} --cacert {certifi.where()} "$@"')

    found = examined(CURL, tmp_path / "confdir")

    assert found.verdict is Verdict.DISTRUSTS
    assert found.why


def test_this_python_is_fine(tmp_path: Path) -> None:
    ours = Probe(
        "python", "twilio async", (sys.executable,),
        next(probe.arguments for probe in PROBES if probe.library == "twilio async"),
    )  # fmt: skip

    assert examined(ours, tmp_path).verdict is Verdict.FINE


def test_a_missing_runtime_is_reported(tmp_path: Path) -> None:
    assert examined(Probe("go", "", ("no-such-go",)), tmp_path).verdict is Verdict.ABSENT


def test_a_program_that_cannot_be_run_is_reported(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/no/such/interpreter\n")
    broken.chmod(0o755)

    found = examined(Probe("ruby", "", (str(broken),)), tmp_path / "confdir")

    assert found.verdict is Verdict.FAILED
    assert "cannot be run" in found.why


def test_a_program_that_never_ends_is_given_up(tmp_path: Path) -> None:
    endless = ("-c", "import signal; signal.pause()")

    found = examined(Probe("python", "", (sys.executable,), endless), tmp_path, timeout=0.2)

    assert found.verdict is Verdict.FAILED
    assert "no answer within" in found.why


@pytest.mark.parametrize(
    ("stderr", "line"),
    [
        ("", ""),
        ("one\ntwo\n\n", "two"),
        ("Error: this\n    at there\n", "Error: this"),
        ("x" * 300, "x" * 200),
    ],
)
def test_the_line_with_the_error_is_kept(stderr: str, line: str) -> None:
    assert examine.find_error_line(stderr) == line
