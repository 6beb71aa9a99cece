"""The suites of docs/other-languages.md, each in its language's own runner: `make test-clients`.

The commands are those of the page. At least four workers of each suite share one proxy.
"""

import os
import re
import shutil
import sysconfig
from pathlib import Path

import pytest

from tests.support.clients.runtimes import GO_CACHE, MODULES, require
from tests.support.documents.documents import DOCS
from tests.support.documents.markdown import blocks
from tests.support.process.background import Background
from tests.support.process.programs import require_program
from tests.support.process.ringback import CREDENTIALS

JARS = Path("/usr/share/java")
JUNIT = JARS / "junit-platform-console-standalone.jar"
GSON = JARS / "gson.jar"

# In seconds; Go compiles its own library first.
COMPILED = 300

COMMANDS = {
    lines[0].rpartition("/")[2]: lines[1:]
    for block in blocks((DOCS / "other-languages.md").read_text())
    if (lines := block.code.splitlines()) and lines[0].startswith("cd docs/examples/")
}
# What each runner prints last of a suite that passed, and how many tests that are.
OUTCOMES = {
    "node": r"# pass 4\n# fail 0",
    "java": r"\[ +23 tests successful +\]\n\[ +0 tests failed",
    "go": r"\Aok ",
    "ruby": r"23 runs, \d+ assertions, 0 failures, 0 errors, 0 skips",
    "php": r"(?:OK \(4 tests, 6 assertions\)(?s:.*)){4}",
}


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """A copy of the examples, with what `npm install` would bring."""
    shutil.copytree(DOCS / "examples", tmp_path / "examples")
    (tmp_path / "examples" / "node" / "node_modules").symlink_to(MODULES)
    return tmp_path / "examples"


def require_runner(language: str) -> None:
    if language == "node":
        require(MODULES / "twilio")
    if language == "java":
        require(JUNIT)
        require(GSON)
    require_program({"php": "phpunit"}.get(language, language))


@pytest.mark.parametrize("language", COMMANDS)
def test_a_suite_passes_with_parallel_workers_on_one_proxy(language: str, examples: Path) -> None:
    require_runner(language)
    environment = {
        **CREDENTIALS,
        "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}",
        "GOCACHE": str(GO_CACHE),
        "JUNIT": str(JUNIT),
        "GSON": str(GSON),
    }
    script = "\n".join(line for line in COMMANDS[language] if not line.startswith("npm "))

    with Background(("sh", "-ec", script), examples / language, environment) as running:
        finished = running.wait(COMPILED)

    assert finished.status == 0, finished.stdout + finished.stderr
    assert re.search(OUTCOMES[language], finished.stdout), finished.stdout
    assert " miss" not in finished.stderr


def test_every_language_of_the_page_is_run() -> None:
    assert COMMANDS.keys() == OUTCOMES.keys()
