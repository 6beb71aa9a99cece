"""The README's commands are run as they stand there, and it knows every command and option.

What is in `sh` blocks is run, in order, in one shell, in a clone; a `python` block after a sentence
that ends with a file's name is that file. `console` blocks are for reading only: what they show
needs an account, a network or a minute.
"""

import os
import shutil
import subprocess
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ringback_proxy.cli.main import cli
from tests.support.markdown import Block, blocks
from tests.support.waiting import TIMEOUT

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
LANGUAGES = {
    "sh", "console", "python", "javascript", "dockerfile", "yaml", "json", "http", "text", "diff",
}  # fmt: skip


def commands(group: click.Group, name: str = "ringback") -> Iterator[tuple[str, click.Command]]:
    for command in group.commands.values():
        yield f"{name} {command.name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {command.name}")


@pytest.mark.parametrize(
    ("name", "command"), [pytest.param(*pair, id=pair[0]) for pair in commands(cli)]
)
def test_every_command_and_option_is_documented(name: str, command: click.Command) -> None:
    options = [
        next(flag for flag in parameter.opts if flag.startswith("--"))
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
    ]

    assert name in README
    assert [option for option in options if f"`{option}" not in README] == []


def test_every_block_with_an_info_string_has_one_that_is_known() -> None:
    assert {block.language for block in blocks(README)} <= LANGUAGES | {""}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of the repository as a clone has it, with the README's Python files in it."""
    folder = tmp_path / "clone"
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    for block in blocks(README):
        if block.language == "python" and block.name:
            (folder / block.name).write_text(block.code)
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment of its own to install into, with what the tests' own has, off line."""
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    binaries = tmp_path / "venv" / "bin"
    variables = {"base": str(tmp_path / "venv"), "platbase": str(tmp_path / "venv")}
    site_packages = Path(sysconfig.get_path("purelib", "venv", variables))
    lent = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    (site_packages / "lent.pth").write_text(lent)
    # The copy that is installed here is not what coverage is about.
    kept = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    return {
        **kept,
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's way to say that there is none
        "PIP_IGNORE_INSTALLED": "1",
    }


def script(shell: list[Block]) -> str:
    """Join blocks to one script that stops at the first failure and says where that stood."""
    parts = ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for block in shell:
        parts += [f'echo "--- README.md, line {block.line}" >&2', block.code]
    return "\n".join(parts)


def test_the_shell_blocks_work_as_they_stand(clone: Path, environment: dict[str, str]) -> None:
    shell = [block for block in blocks(README) if block.language == "sh"]

    ran = subprocess.run(
        ("bash", "-c", script(shell)),
        cwd=clone, env=environment, capture_output=True, text=True, timeout=TIMEOUT * 4,
        check=False,
    )  # fmt: skip

    assert shell
    assert ran.returncode == 0, ran.stdout + ran.stderr
