"""The command `ringback init`: show the files, ask, and write those that are missing."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from ringback.errors import RingbackError
from ringback.files import is_folder
from ringback_proxy.cli.init.project import examine
from ringback_proxy.cli.init.templates import NewFile, make_files
from ringback_proxy.reporting.colors import is_terminal

_HELP = """Write the files with which a project begins to use Ringback; overwrite nothing.

In a project of Python that is a conftest.py, else a target for make; in both
.pre-commit-config.yaml and a workflow for GitHub Actions. They are shown first. For a file that
exists, what could be added to it is shown.

\b
Examples:
  ringback init
  ringback init --yes ../shop
"""


@click.command(help=_HELP)
@click.argument("folder", type=click.Path(path_type=Path), default=".", metavar="[FOLDER]")
@click.option("--yes", "-y", is_flag=True, help="Write without asking.")
def init(folder: Path, yes: bool) -> None:
    """Write the files with which a project begins to use Ringback."""
    if not is_folder(folder):
        raise RingbackError(
            f"{folder} is not a folder; name the project's, such as: ringback init ."
        )
    files = make_files(examine(folder))
    missing = [file for file in files if not os.path.lexists(folder / file.path)]
    for file in files:
        _show(file, "" if file in missing else " exists and stays as it is; to be added by hand")
    if not missing:
        click.echo("ringback: every file exists; nothing was written", err=True)
    elif yes or _is_confirmed(missing):
        for file in missing:
            _write(folder / file.path, file.text)
    else:
        click.echo("ringback: nothing was written; ringback init --yes does it", err=True)


def _show(file: NewFile, remark: str) -> None:
    click.echo(f"--- {file.path}{remark}\n{file.text}")


def _is_confirmed(missing: Sequence[NewFile]) -> bool:
    """Ask on a terminal; where there is none, nobody can agree."""
    if not is_terminal(sys.stdin):
        return False
    names = ", ".join(file.path for file in missing)
    return click.confirm(f"Write {names}?", err=True)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise RingbackError(
            f"{path} cannot be written ({error.strerror or error}); files before it were; "
            f"ringback init writes the rest once it can be"
        ) from None
    click.echo(f"ringback: wrote {path}", err=True)
