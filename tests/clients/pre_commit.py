"""The hooks of .pre-commit-hooks.yaml, run by the real pre-commit: `make test-pre-commit`.

Its environment gets this repository's package as it installs it; the packages that this one needs
are those of the tests' own environment, so that nothing is downloaded.
"""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.support.cassettes.commands import CLEAN, LEAKING
from tests.support.cassettes.exchanges import TOKEN, write_cassette
from tests.support.documents.documents import ROOT

PROGRAM = shutil.which("pre-commit")
TIMEOUT = 300.0  # seconds; the first hook makes the environment

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="pre-commit is not installed")


class Project:
    """A project with cassettes, whose hooks are those of this repository."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        (folder / "cassettes" / "test_module").mkdir(parents=True)
        self.environment = {
            **os.environ,
            "PRE_COMMIT_HOME": str(home),
            "PYTHONPATH": sysconfig.get_path("purelib"),
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # pip's way to switch isolation off
        }
        self.run("git", "init", "--quiet")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, timeout=TIMEOUT,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def try_hook(self, hook: str) -> subprocess.CompletedProcess[str]:
        """Run a hook over everything that is staged."""
        self.run("git", "add", ".")
        return self.run("pre-commit", "try-repo", str(ROOT), hook, "--all-files", "--verbose")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def project(tmp_path: Path, home: Path) -> Project:
    return Project(tmp_path, home)


@pytest.mark.parametrize("hook", ["ringback-lint", "ringback-redact"])
def test_clean_cassettes_pass(project: Project, hook: str) -> None:
    write_cassette(project.folder / "cassettes" / "a.yaml", CLEAN)
    write_cassette(project.folder / "other.yaml", LEAKING)  # is not a cassette by its place

    result = project.try_hook(hook)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "Passed" in result.stdout


@pytest.mark.parametrize(
    ("hook", "said"), [("ringback-lint", ": secret: #1:"), ("ringback-redact", "to redact")]
)
def test_a_cassette_with_a_secret_is_refused(project: Project, hook: str, said: str) -> None:
    cassette = project.folder / "cassettes" / "test_module" / "test_a.yaml"
    write_cassette(cassette, LEAKING)
    before = cassette.read_bytes()

    result = project.try_hook(hook)

    assert result.returncode == 1, result.stdout + result.stderr
    assert said in result.stdout
    assert "cassettes/test_module/test_a.yaml" in result.stdout
    assert TOKEN not in result.stdout
    assert cassette.read_bytes() == before


@pytest.mark.parametrize("hook", ["ringback-lint", "ringback-redact"])
def test_a_commit_without_a_cassette_is_no_matter(project: Project, hook: str) -> None:
    (project.folder / "app.py").write_text("print()\n")

    assert "no files to check" in project.try_hook(hook).stdout
