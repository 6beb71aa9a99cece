import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.plan import Plan
from ringback_proxy.server.runner import run


def python(code: str, *arguments: object) -> tuple[str, ...]:
    return (sys.executable, "-c", code, *map(str, arguments))


def test_the_ready_file_has_what_a_command_needs(
    plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    copy = f"import shutil; shutil.copy({str(plan.ready_file)!r}, {str(tmp_path / 'copy')!r})"

    run(replace(plan, command=python(copy), addresses=Addresses("0.0.0.0", 0, 0)))

    ready = json.loads((tmp_path / "copy").read_text())
    assert (ready["mode"], ready["pid"], ready["host"]) == ("fake", os.getpid(), "0.0.0.0")
    assert ready["proxy_url"] == f"http://127.0.0.1:{ready['port']}"
    assert ready["base_url"].startswith("http://127.0.0.1:")
    assert Path(ready["ca"]) == plan.confdir / "ringback-ca.pem"
    assert Path(ready["ca"]).read_text() in Path(ready["bundle"]).read_text()


def test_without_a_base_url_the_ready_file_has_none(plan: Plan, tmp_path: Path) -> None:
    copy = f"import shutil; shutil.copy({str(plan.ready_file)!r}, {str(tmp_path / 'copy')!r})"

    run(replace(plan, command=python(copy), addresses=Addresses(port=0)))

    assert json.loads((tmp_path / "copy").read_text())["base_url"] is None


def test_the_ready_file_is_gone_at_the_end(plan: Plan) -> None:
    run(plan)

    assert plan.ready_file is not None
    assert not plan.ready_file.exists()


def test_the_ready_file_is_in_the_runtime_folder_by_default(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    listing = f"import os; print(os.listdir({str(tmp_path / 'ringback')!r}))"

    run(replace(plan, ready_file=None, command=python(listing)))

    assert f"ready-{os.getpid()}.json" in capfd.readouterr().out
    assert not list((tmp_path / "ringback").glob("ready-*"))
