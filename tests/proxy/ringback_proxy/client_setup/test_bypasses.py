import os
from pathlib import Path

import pytest

from ringback_proxy.client_setup import bypasses
from ringback_proxy.client_setup.bypasses import Bypass, read_bypasses


def test_without_a_file_nothing_was_reported(tmp_path: Path) -> None:
    assert read_bypasses(tmp_path / "bypasses") == ()


def test_each_report_counts_once(tmp_path: Path) -> None:
    (tmp_path / "bypasses").write_text(
        "node\t12\tapi.twilio.com\npython\t3\tapi.twilio.com\nnode\t12\tapi.twilio.com\n"
    )

    assert read_bypasses(tmp_path / "bypasses") == (
        Bypass("node", 12, "api.twilio.com"),
        Bypass("python", 3, "api.twilio.com"),
    )


@pytest.mark.parametrize("line", ["", "node", "node\tx\thost", "node\t1\thost\tmore", "\xff"])
def test_other_lines_are_left_out(tmp_path: Path, line: str) -> None:
    (tmp_path / "bypasses").write_bytes(f"{line}\nnode\t1\thost".encode("latin-1"))

    assert read_bypasses(tmp_path / "bypasses") == (Bypass("node", 1, "host"),)


def test_a_process_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(bypasses.VARIABLE, "/file")

    bypasses.report_none()
    bypasses.report_none()

    assert bypasses.VARIABLE not in os.environ
