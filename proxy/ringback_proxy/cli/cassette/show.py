"""`ringback cassette show`: print the interactions of cassettes."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from ringback.cassette.model import Cassette
from ringback.errors import CassetteError, UsageError
from ringback_proxy.cli.cassette.arguments import (
    find_files,
    paths_argument,
    raise_last,
    read_cassettes,
)

_HELP = """Print the interactions of cassettes, redacted: forms by field, JSON indented.

\b
Examples:
  ringback cassette show cassettes/create.yaml
  ringback cassette show --oneline cassettes
"""


@click.command(help=_HELP)
@paths_argument("files", "FILE")
@click.option("--oneline", is_flag=True, help="Print each interaction on one line.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of the interactions.")
def show(files: tuple[Path, ...], oneline: bool, as_json: bool) -> None:
    """Print the interactions of cassettes."""
    if oneline and as_json:
        raise UsageError("--oneline and --json exclude each other; give one of them")
    found, errors = find_files(files)
    cassettes = _read_each(found, errors)
    if as_json:
        _print_json(cassettes)
    else:
        _print_text(cassettes, oneline)
    raise_last(errors)


def _read_each(files: Iterable[Path], errors: list[CassetteError]) -> Iterator[Cassette]:
    """Yield the cassettes that can be read; the errors of the others are added to `errors`."""
    for file in files:
        try:
            yield from read_cassettes((file,))
        except CassetteError as unreadable:
            errors.append(unreadable)


def _print_text(cassettes: Iterable[Cassette], oneline: bool) -> None:
    from ringback.cassette.tools.show.one_line import render_lines
    from ringback.cassette.tools.show.whole import render_interactions

    for number, cassette in enumerate(cassettes):
        if number and not oneline:
            click.echo()
        for line in render_lines(cassette) if oneline else render_interactions(cassette):
            click.echo(line)


def _print_json(cassettes: Iterable[Cassette]) -> None:
    from ringback.cassette.tools.show.as_json import describe_interactions

    found: list[dict[str, Any]] = []
    for cassette in cassettes:
        found += describe_interactions(cassette)
    click.echo(json.dumps(found, indent=2))
