"""`ringback cassette redact`: apply today's redaction to old cassettes.

The exit status is 3 if `--check` finds anything.
"""

from pathlib import Path

import click

from ringback.errors import CHECK_FAILED, CassetteError
from ringback_proxy.cli.cassette.arguments import (
    find_files,
    paths_argument,
    raise_last,
    redact_names,
)
from ringback_proxy.cli.options import confdir_option
from ringback_proxy.runtime_files import paths

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
    for file in found:
        try:
            changed |= _redact(file, redact, check, paths.resolve_confdir(confdir))
        except CassetteError as error:
            errors.append(error)
    raise_last(errors)
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
