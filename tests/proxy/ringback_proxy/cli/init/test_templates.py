import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ringback_proxy.cli.init.project import Project
from ringback_proxy.cli.init.templates import make_files
from tests.support.documents.documents import ROOT
from tests.support.process.ringback import CREDENTIALS
from tests.support.process.waiting import TIMEOUT

PYTHON = Project(True, "pytest", "-r requirements.txt", "tests")
NODE = Project(False, "npm test")

# A test and an application that know nothing of Ringback.
SUITE = """
import os
from twilio.rest import Client

def test_opens_a_conversation():
    client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
    assert client.conversations.v1.conversations.create(friendly_name="x").sid.startswith("CH")
"""


def written(folder: Path, project: Project) -> Path:
    for file in make_files(project):
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_text(file.text)
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **CREDENTIALS, "PATH": path},
        capture_output=True, text=True, timeout=TIMEOUT, check=False,
    )  # fmt: skip


def workflow(folder: Path) -> Any:
    return yaml.safe_load((folder / ".github/workflows/ringback.yml").read_text())


def steps(folder: Path) -> dict[str, str]:
    found = workflow(folder)["jobs"]["test"]["steps"]
    return {step["name"]: step["run"] for step in found if "run" in step}


def test_a_suite_of_pytest_runs_on_the_fake(tmp_path: Path) -> None:
    written(tmp_path, PYTHON)
    (tmp_path / "tests/test_it.py").write_text(SUITE)

    ran = run(
        tmp_path, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 passed" in ran.stdout


def test_the_makefile_runs_a_command_on_the_fake(tmp_path: Path) -> None:
    written(tmp_path, NODE)

    ran = run(tmp_path, "make", "test-on-ringback", "TESTS=env")

    assert ran.returncode == 0, ran.stderr
    assert "RINGBACK_ACTIVE=" in ran.stdout


@pytest.mark.parametrize("project", [PYTHON, NODE], ids=["Python", "Node"])
def test_the_workflow_checks_cassettes_and_tests(tmp_path: Path, project: Project) -> None:
    named = steps(written(tmp_path, project))

    assert named["Install"].startswith("python -m pip install ringback")
    assert named["Test"] in ("pytest", "ringback fake -- npm test")
    assert workflow(tmp_path)["permissions"] == {"contents": "read"}


def test_the_workflow_finds_cassettes_wherever_they_are(tmp_path: Path) -> None:
    check = steps(written(tmp_path, PYTHON))["Check the cassettes"]
    assert run(tmp_path, "bash", "-ec", check).returncode == 0  # there are none

    folder = tmp_path / "tests" / "cassettes"
    folder.mkdir(parents=True)
    (folder / "create.yaml").write_text((ROOT / "cassettes/example.yaml").read_text())
    sound = run(tmp_path, "bash", "-ec", check)
    (folder / "torn.yaml").write_text("a: [")
    torn = run(tmp_path, "bash", "-ec", check)

    assert (sound.returncode, sound.stderr) == (0, "ringback: 1 cassette checked, nothing found\n")
    assert "torn.yaml" in torn.stdout
    assert torn.returncode != 0


def test_the_hooks_are_commands_that_exist_and_are_for_cassettes_only(tmp_path: Path) -> None:
    import re

    config = yaml.safe_load((written(tmp_path, PYTHON) / ".pre-commit-config.yaml").read_text())
    hooks = config["repos"][0]["hooks"]
    cassette = str(ROOT / "cassettes/example.yaml")

    for hook in hooks:
        assert run(tmp_path, *hook["entry"].split(), cassette).returncode == 0
        assert re.search(hook["files"], "tests/cassettes/a/b.yaml")
        assert not re.search(hook["files"], "docs/notes.yaml")
