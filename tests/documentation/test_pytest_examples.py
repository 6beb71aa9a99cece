"""The examples of docs/pytest.md are a suite that passes."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.documents.documents import DOCS
from tests.support.documents.markdown import Block, blocks
from tests.support.process.ringback import CREDENTIALS
from tests.support.process.waiting import TIMEOUT

PYTHON = [block for block in blocks((DOCS / "pytest.md").read_text()) if block.language == "python"]
PLUGIN = ("-p", "ringback_proxy.pytest_plugin.plugin", "-p", "no:cacheprovider")
# The plugin is named; other plugins of this environment would take two seconds to load.
ENVIRONMENT = {**CREDENTIALS, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def find(words: str) -> Block:
    return next(block for block in PYTHON if words in block.code)


def run(folder: Path, *arguments: str) -> str:
    ran = subprocess.run(
        (sys.executable, *arguments), cwd=folder, env={**os.environ, **ENVIRONMENT},
        capture_output=True, text=True, timeout=TIMEOUT, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_tests_pass(tmp_path: Path) -> None:
    for block in PYTHON:
        if block.name:
            (tmp_path / block.name).write_text(block.code)

    output = run(tmp_path, "-m", "pytest", *PLUGIN)

    assert "3 passed" in output


def test_the_tests_of_faults_pass(tmp_path: Path) -> None:
    (block,) = [one for one in blocks((DOCS / "faults.md").read_text()) if one.language == "python"]
    (tmp_path / "test_faults.py").write_text(block.code)

    assert "1 passed" in run(tmp_path, "-m", "pytest", *PLUGIN)


def test_the_context_manager_works(tmp_path: Path) -> None:
    # That record mode has nothing to record here, for no request is sent.
    run(tmp_path, "-c", find("import ringback_proxy").code)


def test_the_example_of_webhooks_passes(tmp_path: Path) -> None:
    found = blocks((DOCS / "webhooks.md").read_text())
    code = next(block.code for block in found if "import pytest" in block.code)
    (tmp_path / "test_desk.py").write_text(code)

    output = run(tmp_path, "-m", "pytest", *PLUGIN)

    assert "1 passed" in output
