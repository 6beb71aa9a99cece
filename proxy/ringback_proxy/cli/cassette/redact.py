"""`ringback cassette redact`: apply today's redaction to old cassettes.

The exit status is 3 if `--check` finds anything.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringback.errors import CHECK_FAILED, CassetteError
from ringback_proxy.cli.cassette.arguments import (
    find_files,
    paths_argument,
    raise_last,
    redact_names,
)
from ringback_proxy.cli.options import confdir_option
from ringback_proxy.cli.progress import track
from ringback_proxy.runtime_files import paths

if TYPE_CHECKING:
    from ringback.cassette.tools.redact import RedactionResult

_HELP = """Apply today's redaction to old cassettes, vcrpy's too.

Folders are searched with their sub-folders. A cassette is replaced in one step, or not at all.
Names given with --redact are kept in it,
so that replay redacts the same.

\b
Examples:
  ringback cassette redact cassettes/*.yaml
  ringback cassette redact --check cassettes
"""


@click.command(help=_HELP)
@paths_argument("files", "FILE")
@redact_names
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
    found, errors = find_files(files)
    changed = False
    report: list[str] = []
    try:
        for file in track(found, "Redacting"):
            try:
                changed |= _redact(file, redact, check, paths.resolve_confdir(confdir), report)
            except CassetteError as error:
                errors.append(error)
    finally:
        for line in report:
            click.echo(line)
    raise_last(errors)
    if changed and check:
        raise SystemExit(CHECK_FAILED)


def _redact(
    file: Path, names: tuple[str, ...], check: bool, confdir: Path, report: list[str]
) -> bool:
    """Redact a cassette unless this is only a `check`; return whether it has anything to redact.

    What is found is added to the `report`, line by line.
    """
    from ringback.cassette.storage.files import read_bytes, replace
    from ringback.cassette.storage.lock import CassetteLock
    from ringback.cassette.tools.redact import redact_cassette

    lock = None if check else CassetteLock(file, paths.make_lock_dir(confdir))
    try:
        data = read_bytes(file)
        result = redact_cassette(data, file, names)
        if not check and result.data != data:
            replace(file, result.data)
    finally:
        if lock is not None:
            lock.release()
    report += _describe(file, result, "to redact" if check else "redacted")
    return result.data != data


def _describe(file: Path, result: "RedactionResult", done: str) -> Iterator[str]:
    for change in result.changes:
        recording = change.recording
        yield f"{recording.place}: #{recording.index}: {', '.join(change.places)}"
    if result.other_changes:
        yield f"{file}: outside of the requests and replies"
    count = len(result.changes)
    yield f"{file}: {count} interaction{'' if count == 1 else 's'} {done}"
