"""What the sub-commands of `ringback cassette` share: paths, and the cassettes at them.

A file that cannot be read does not hide the others: its error is kept until the end.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ringback.cassette.model import Cassette
from ringback.errors import CassetteError

Function = TypeVar("Function", bound=Callable[..., Any])


def paths_argument(name: str, help_name: str) -> Callable[[Function], Function]:
    """Return a decorator that adds an argument of one or more paths."""
    path = click.Path(path_type=Path)
    return click.argument(name, nargs=-1, required=True, type=path, metavar=f"{help_name}...")


redact_names = click.option(
    "--redact",
    "redact",
    multiple=True,
    metavar="NAME",
    envvar="RINGBACK_REDACT",
    help="One more header, form or JSON field that is a secret; repeatable.",
)


def _find_all(targets: tuple[Path, ...]) -> list[Path]:
    """Return the cassettes at some paths, and print what was left out. Raises CassetteError."""
    from ringback.cassette.storage.folders import find_cassettes

    each = [find_cassettes(path) for path in targets]
    for found in each:
        if found.note:
            click.echo(f"ringback: {found.note}", err=True)
    return [file for found in each for file in found.files]


def find_files(targets: tuple[Path, ...]) -> tuple[list[Path], list[CassetteError]]:
    """Return the cassettes at some paths, and the errors of the paths that have none."""
    from ringback.cassette.storage.files import read_bytes

    found: list[Path] = []
    errors: list[CassetteError] = []
    for path in targets:
        try:
            if not os.path.lexists(path):
                read_bytes(path)
            found += _find_all((path,))
        except CassetteError as error:
            errors.append(error)
    return found, errors


def raise_last(errors: list[CassetteError]) -> None:
    """Print all errors but the last, and raise that; do nothing if there is none."""
    for error in errors[:-1]:
        click.echo(f"ringback: {error}", err=True)
    if errors:
        raise errors[-1]


def read_cassettes(files: tuple[Path, ...]) -> list[Cassette]:
    """Return the cassettes at some paths, and print the warnings of their reading."""
    from ringback.cassette.storage.library import load_library

    library = load_library(files)
    for warning in library.warnings:
        click.echo(f"ringback: {warning}", err=True)
    return list(library.cassettes)
