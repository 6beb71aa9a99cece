"""The commands of the README and of docs/ are run as they are written there.

What is in `sh` blocks is run, in order, in one shell per document, in a clone; a `python` block
after a sentence that ends with a file's name is that file. `console` blocks are for reading only:
what they show needs an account, a network, an index of packages or a minute.
"""

import os
import shutil
import signal
import subprocess
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.documents.documents import DOCUMENTS, README, ROOT, name_of
from tests.support.documents.markdown import Block, blocks
from tests.support.process.programs import require_program
from tests.support.process.ringback import CREDENTIALS
from tests.support.process.waiting import TIMEOUT

LANGUAGES = {
    "sh", "console", "python", "javascript", "dockerfile", "yaml", "json", "http", "text", "diff",
}  # fmt: skip
INSTALLATION = "python3 -m pip install ."


def blocks_of(document: Path, language: str) -> list[Block]:
    return [block for block in blocks(document.read_text()) if block.language == language]


# Programs that a machine may lack, by the document that needs them.
NEEDED = {"load-balancer.md": "haproxy"}

WITH_COMMANDS = [document for document in DOCUMENTS if blocks_of(document, "sh")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_block_has_a_language_that_is_known(document: Path) -> None:
    assert {block.language for block in blocks(document.read_text())} <= LANGUAGES | {""}


@pytest.fixture(scope="module")
def listed() -> list[str]:
    """The files of the repository, as git lists them."""
    names = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    return [name for name in filter(None, names) if (ROOT / name).is_file()]


def clone(listed: list[str], folder: Path) -> Path:
    """Copy the repository as a clone has it."""
    for name in listed:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def make_environment(folder: Path) -> dict[str, str]:
    """Make an environment to install into, with what the tests' own has, without an index."""
    venv.create(folder, with_pip=False, symlinks=True)
    variables = {"base": str(folder), "platbase": str(folder)}
    site_packages = Path(sysconfig.get_path("purelib", "venv", variables))
    lent = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    (site_packages / "lent.pth").write_text(lent)
    # The copy that is installed here is not what coverage is about.
    kept = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    return {
        **kept,
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's way to switch isolation off
        "PIP_IGNORE_INSTALLED": "1",
    }


@pytest.fixture(scope="module")
def installed(listed: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the installation that the README shows has been done."""
    folder = tmp_path_factory.mktemp("installed")
    environment = make_environment(folder / "venv")
    run_shell(INSTALLATION, clone(listed, folder / "clone"), environment)
    return {**environment, **CREDENTIALS}


def run_shell(script: str, folder: Path, environment: dict[str, str]) -> None:
    shell = subprocess.Popen(
        ("bash", "-c", script), cwd=folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        output, _ = shell.communicate(timeout=TIMEOUT * 4)
    finally:
        if shell.poll() is None:
            # With what it has started, whose ports the next run needs.
            os.killpg(shell.pid, signal.SIGKILL)
    assert shell.returncode == 0, output


def join(document: Path, shell: list[Block]) -> str:
    """Join blocks to one script that stops at the first failure and prints where that is."""
    parts = ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for block in shell:
        parts += [f'echo "--- {name_of(document)}, line {block.line}" >&2', block.code]
    return "\n".join(parts)


def programs(document: Path) -> Iterator[Block]:
    """Yield the files that a document shows, with those of the README, which others use."""
    for each in (README, document):
        yield from (block for block in blocks_of(each, "python") if block.name)


@pytest.mark.parametrize("document", WITH_COMMANDS, ids=name_of)
def test_the_commands_work_as_they_are_written(
    document: Path, listed: list[str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    shell = blocks_of(document, "sh")
    if document.name in NEEDED:
        require_program(NEEDED[document.name])
    # Those that install it need an environment without it, and set what they need.
    from_nothing = any(INSTALLATION in block.code for block in shell)
    environment = (
        make_environment(tmp_path / "venv")
        if from_nothing
        else request.getfixturevalue("installed")
    )
    folder = clone(listed, tmp_path / "clone")
    for block in programs(document):
        (folder / block.name).write_text(block.code)

    run_shell(join(document, shell), folder, environment)


def test_the_readme_and_the_first_page_install_from_nothing() -> None:
    texts = [README.read_text(), (ROOT / "docs" / "index.md").read_text()]

    assert all(INSTALLATION in text for text in texts)
