"""`ringback cassette show`: list the interactions of cassettes."""

from pathlib import Path

import click

from ringback.errors import CassetteError
from ringback_proxy.cli.cassette.arguments import (
    find_files,
    paths_argument,
    raise_last,
    read_cassettes,
)

_HELP = """List the interactions of cassettes, a line each.

\b
Examples:
  ringback cassette show cassettes/create.yaml
  ringback cassette show cassettes
"""


@click.command(help=_HELP)
@paths_argument("files", "FILE")
def show(files: tuple[Path, ...]) -> None:
    """List the interactions of cassettes, a line each."""
    from ringback.cassette.tools.show import render_lines

    found, errors = find_files(files)
    for file in found:
        try:
            for cassette in read_cassettes((file,)):
                for line in render_lines(cassette):
                    click.echo(line)
        except CassetteError as unreadable:
            errors.append(unreadable)
    raise_last(errors)
