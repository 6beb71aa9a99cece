import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ringback_proxy.cli.completion import SHELLS
from ringback_proxy.cli.main import cli
from tests.support.process.programs import require_program
from tests.support.process.terminal import Terminal
from tests.support.process.waiting import TIMEOUT

# What an interactive shell without anybody's settings needs first.
INTERACTIVE = {
    "bash": (("--norc", "--noprofile", "-i"), ""),
    "zsh": (("-f", "-i"), "autoload -Uz compinit; compinit -u -D; "),
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The program on the PATH, and a terminal without any abilities."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {
        **os.environ, "PATH": path, "HOME": str(tmp_path), "TERM": "dumb", "HISTFILE": "",
        "PS1": "> ",
    }  # fmt: skip


@pytest.mark.parametrize("shell", INTERACTIVE)
def test_a_shell_completes_what_is_typed(shell: str, environment: dict[str, str]) -> None:
    options, first = INTERACTIVE[shell]
    terminal = Terminal((require_program(shell), *options), environment)
    # The quotes keep the echo of what is typed from being taken for the output.
    terminal.type(f'{first}eval "$(ringback completion {shell})"; echo RE""ADY\n')
    terminal.read_until("READY")

    terminal.type("ringback cassette exp\t")

    terminal.read_until("ringback cassette export ")
    terminal.type("\x15exit 7\n")  # Ctrl-U deletes the line
    assert terminal.wait() == 7


def complete_with_fish(line: str, environment: dict[str, str], folder: Path) -> list[str]:
    script = f"ringback completion fish | source; complete -C '{line}'"
    ran = subprocess.run(
        (require_program("fish"), "--private", "-c", script), env=environment, cwd=folder,
        capture_output=True, text=True, timeout=TIMEOUT, check=True,
    )  # fmt: skip
    return [found.partition("\t")[0] for found in ran.stdout.splitlines()]


def test_fish_completes_what_is_typed(environment: dict[str, str], tmp_path: Path) -> None:
    found = complete_with_fish("ringback cassette ", environment, tmp_path)

    assert {"show", "lint", "redact", "export"} <= set(found)


@pytest.mark.parametrize(
    "line",
    ["ringback replay -c cre", "ringback cassette show cre", "ringback fake -- cre"],
    ids=["an option", "an argument", "a command"],
)
def test_files_are_completed(line: str, environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "create.yaml").touch()

    assert complete_with_fish(line, environment, tmp_path) == ["create.yaml"]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_printed_for_each_shell(shell: str) -> None:
    printed = CliRunner().invoke(cli, ["completion", shell], prog_name="ringback")

    assert printed.exit_code == 0
    assert f"_RINGBACK_COMPLETE={shell}_complete" in printed.stdout


def test_another_shell_is_refused_with_those_that_there_are() -> None:
    refused = CliRunner().invoke(cli, ["completion", "tcsh"], prog_name="ringback")

    assert refused.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in refused.output
