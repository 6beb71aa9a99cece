"""The nightly workflow of docs/drift.md does what it says, but for GitHub's own actions."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.documents.documents import DOCS, README, ROOT
from tests.support.documents.markdown import blocks
from tests.support.process.ringback import CREDENTIALS
from tests.support.process.waiting import TIMEOUT
from tests.support.twilio.conversations import conversation
from tests.support.twilio.upstream import Upstream

RECORDED = "CHcfcd208495d565ef66e7dff9f98764da"  # in cassettes/example.yaml

(WORKFLOW,) = (
    yaml.safe_load(block.code)
    for block in blocks((DOCS / "drift.md").read_text())
    if block.language == "yaml"
)
STEPS = {step["id"]: step["run"] for step in WORKFLOW["jobs"]["drift"]["steps"] if "id" in step}
(APP,) = (block.code for block in blocks(README.read_text()) if block.name == "app.py")


class Checkout:
    """A checkout with a cassette and an application, in which steps are run."""

    def __init__(self, folder: Path, upstream: Upstream) -> None:
        self.folder = folder
        self.output = folder / "output"
        self.report = folder / "temp" / "drift.txt"
        self.cassette = folder / "cassettes" / "create.yaml"
        for path in (self.report, self.cassette):
            path.parent.mkdir()
        shutil.copy(ROOT / "cassettes" / "example.yaml", self.cassette)
        (folder / "app.py").write_text(APP)
        self.environment = {
            **os.environ,
            **CREDENTIALS,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.report.parent),
            "GITHUB_OUTPUT": str(self.output),
            "RINGBACK_UPSTREAM": upstream.url,
            "RINGBACK_UPSTREAM_CA": str(upstream.ca),
        }

    def run(self, step: str) -> int:
        command = ("bash", "-e", "-o", "pipefail", "-c", STEPS[step])  # as GitHub's runner does
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, timeout=4 * TIMEOUT, check=False
        ).returncode


@pytest.fixture
def upstream(tmp_path: Path) -> Iterator[Upstream]:
    (tmp_path / "upstream").mkdir()
    with Upstream(tmp_path / "upstream") as upstream:
        yield upstream


@pytest.fixture
def checkout(tmp_path: Path, upstream: Upstream) -> Checkout:
    return Checkout(tmp_path, upstream)


def test_a_change_is_reported_and_recorded(checkout: Checkout, upstream: Upstream) -> None:
    known = conversation(RECORDED, CREDENTIALS["TWILIO_ACCOUNT_SID"], {})
    upstream.state.conversations.known[RECORDED] = known
    state = known.pop("state")

    assert checkout.run("drift") == 0
    assert checkout.output.read_text() == "status=3\n"
    assert "error: state is missing" in checkout.report.read_text()

    known["state"] = state
    before = checkout.cassette.read_text()
    assert checkout.run("record") == 0
    assert checkout.cassette.read_text() != before


def test_an_error_is_no_change(checkout: Checkout) -> None:
    del checkout.environment["TWILIO_AUTH_TOKEN"]

    assert checkout.run("drift") != 0
    assert checkout.output.read_text() == "status=2\n"


def test_every_id_is_one_of_the_steps_that_are_run() -> None:
    assert set(STEPS) == {"drift", "record"}
