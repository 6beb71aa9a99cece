"""`ringback cassette ...`: show, check, redact and export existing cassettes.

Findings go to standard output. The exit status is 3 if `lint` or `redact --check` finds anything.
"""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from ringback.cassette.model import Cassette
from ringback.errors import CHECK_FAILED, CassetteError
from ringback.settings import parsers
from ringback.settings.table import CassetteSettings
from ringback_proxy.cli.options import confdir_option
from ringback_proxy.runtime_files import paths

Function = TypeVar("Function", bound=Callable[..., Any])


def _paths_argument(name: str, help_name: str) -> Callable[[Function], Function]:
    """Return a decorator that adds an argument of one or more paths."""
    path = click.Path(path_type=Path)
    return click.argument(name, nargs=-1, required=True, type=path, metavar=f"{help_name}...")


_redact_names = click.option(
    "--redact",
    "redact",
    multiple=True,
    metavar="NAME",
    envvar="RINGBACK_REDACT",
    help="One more header, form or JSON field that is a secret; repeatable.",
)


_HELP = """Show, check, redact and export cassettes.

\b
Examples:
  ringback cassette show cassettes
  ringback cassette lint cassettes
"""

_SHOW_HELP = """List the interactions of cassettes, a line each.

\b
Examples:
  ringback cassette show cassettes/create.yaml
  ringback cassette show cassettes
"""

_REDACT_HELP = """Apply today's redaction to old cassettes, vcrpy's too.

Folders are searched with their sub-folders. A cassette is replaced in one step, or not at all.
Names given with --redact are kept in it,
so that replay redacts the same.

\b
Examples:
  ringback cassette redact cassettes/*.yaml
  ringback cassette redact --check cassettes
"""

_LINT_HELP = """Look for problems in cassettes; the exit status is 3 if there are any, for CI.

\b
unreadable  a file that is not a cassette, or damaged
torn        a last interaction that was cut off while it was written
secret      a secret that today's redaction would remove
schema      a reply that the API would not send
equal       a request that the matchers cannot distinguish from an earlier one
unplayable  a request that can never be played, such as CONNECT
old         a reply that is older than --max-age

\b
Examples:
  ringback cassette lint cassettes
  ringback cassette lint --max-age 90 --allow equal --json cassettes
"""

_EXPORT_HELP = """Write cassettes in another format: HAR, for the network panel of a browser.

\b
Examples:
  ringback cassette export --format har cassettes/create.yaml > create.har
  ringback cassette export -o all.har cassettes
"""


@click.group(help=_HELP)
def cassette() -> None:
    """Work with cassettes."""


@cassette.command(help=_SHOW_HELP)
@_paths_argument("files", "FILE")
def show(files: tuple[Path, ...]) -> None:
    """List the interactions of cassettes, a line each."""
    from ringback.cassette.tools.show import render_lines

    found, errors = _find_files(files)
    for file in found:
        try:
            for cassette in _read((file,)):
                for line in render_lines(cassette):
                    click.echo(line)
        except CassetteError as unreadable:
            errors.append(unreadable)
    _raise(errors)


@cassette.command(help=_REDACT_HELP)
@_paths_argument("files", "FILE")
@_redact_names
@click.option(
    "--check",
    is_flag=True,
    help="Change nothing; the exit status is 3 if there is anything to redact.",
)
@confdir_option
def redact(
    files: tuple[Path, ...], redact: tuple[str, ...], check: bool, confdir: Path | None
) -> None:
    """Apply today's redaction to old cassettes, vcrpy's too."""
    found, errors = _find_files(files)
    changed = False
    for file in found:
        try:
            changed |= _redact(file, redact, check, paths.resolve_confdir(confdir))
        except CassetteError as error:
            errors.append(error)
    _raise(errors)
    if changed and check:
        raise SystemExit(CHECK_FAILED)


def _redact(file: Path, names: tuple[str, ...], check: bool, confdir: Path) -> bool:
    """Redact a cassette unless this is only a `check`; return whether it has anything to redact."""
    from ringback.cassette.storage.files import read_bytes, replace
    from ringback.cassette.storage.lock import CassetteLock
    from ringback.cassette.tools.redact import redact_cassette

    lock = None if check else CassetteLock(file, paths.make_lock_dir(confdir))
    try:
        data = read_bytes(file)
        revision = redact_cassette(data, file, names)
        if not check and revision.data != data:
            replace(file, revision.data)
    finally:
        if lock is not None:
            lock.release()
    for change in revision.changes:
        recording = change.recording
        click.echo(f"{recording.place}: #{recording.index}: {', '.join(change.places)}")
    if revision.other_changes:
        click.echo(f"{file}: outside of the requests and replies")
    count = len(revision.changes)
    done = "to redact" if check else "redacted"
    click.echo(f"{file}: {count} interaction{'' if count == 1 else 's'} {done}")
    return revision.data != data


@cassette.command(help=_LINT_HELP)
@_paths_argument("targets", "PATH")
@_redact_names
@click.option("--max-age", type=click.IntRange(0), metavar="DAYS", help="Report older replies.")
@click.option(
    "--allow",
    multiple=True,
    metavar="RULE",
    help="A rule to ignore: unreadable, torn, secret, schema, equal, unplayable; repeatable.",
)
@click.option("--match-on", metavar="LIST", help="What makes requests equal, as for replay.")
@click.option("--ignore-field", multiple=True, metavar="NAME", help="As for replay; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of the findings.")
def lint(
    targets: tuple[Path, ...],
    redact: tuple[str, ...],
    max_age: int | None,
    allow: tuple[str, ...],
    match_on: str | None,
    ignore_field: tuple[str, ...],
    as_json: bool,
) -> None:
    """Look for problems in cassettes; the exit status is 3 if there are any, for CI."""
    from ringback.cassette.matching.matchers import Matching
    from ringback.cassette.tools.lint import Linter, find_cutoff, select_rules

    matchers = parsers.parse_names(match_on) if match_on is not None else CassetteSettings.match_on
    linter = Linter(
        select_rules(allow),
        Matching(matchers, frozenset(ignore_field)),
        redact,
        find_cutoff(max_age, datetime.now(UTC)) if max_age is not None else None,
    )
    files, errors = _find_files(targets)
    findings = [found for file in files for found in linter.check_file(file)]
    if as_json:
        click.echo(json.dumps([finding.as_json() for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(str(finding))
    _raise(errors)
    if findings:
        raise SystemExit(CHECK_FAILED)
    checked = f"{len(files)} cassette{'' if len(files) == 1 else 's'} checked"
    click.echo(f"ringback: {checked}, nothing found", err=True)


def _find_all(targets: tuple[Path, ...]) -> list[Path]:
    """Return the cassettes at some paths, and print what was left out. Raises CassetteError."""
    from ringback.cassette.storage.folders import find_cassettes

    each = [find_cassettes(path) for path in targets]
    for found in each:
        if found.note:
            click.echo(f"ringback: {found.note}", err=True)
    return [file for found in each for file in found.files]


def _find_files(targets: tuple[Path, ...]) -> tuple[list[Path], list[CassetteError]]:
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


def _raise(errors: list[CassetteError]) -> None:
    """Print all errors but the last, and raise that; do nothing if there is none."""
    for error in errors[:-1]:
        click.echo(f"ringback: {error}", err=True)
    if errors:
        raise errors[-1]


@cassette.command(help=_EXPORT_HELP)
@_paths_argument("files", "FILE")
@click.option("--format", "kind", type=click.Choice(["har"]), default="har", show_default=True)
@click.option(
    "--output", "-o", type=click.File("w", "utf-8"), default="-", help="Default: standard output."
)
def export(files: tuple[Path, ...], kind: str, output: Any) -> None:  # noqa: ARG001 - only HAR
    """Write cassettes in another format: HAR, for the network panel of a browser."""
    from importlib.metadata import version

    from ringback.cassette.tools.har import export_har

    output.write(export_har(_read(files), version("ringback")))


def _read(files: tuple[Path, ...]) -> list[Cassette]:
    from ringback.cassette.storage.library import load_library

    library = load_library(files)
    for warning in library.warnings:
        click.echo(f"ringback: {warning}", err=True)
    return list(library.cassettes)
