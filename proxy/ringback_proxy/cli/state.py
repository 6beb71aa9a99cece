"""`ringback state`: write the state of a running proxy to a file with which a fake can begin."""

import json
from pathlib import Path
from typing import Any

import click

from ringback import files
from ringback.errors import RingbackError
from ringback.state_files.writer import render_document
from ringback_proxy.cli.proxy_options import find_proxy, proxy_options

_HELP = """Look at the state of a running fake: its conversations, users and services.

\b
Examples:
  ringback state dump -o start.yaml
  ringback fake --start-with start.yaml
"""
_DUMP_HELP = """Write the state of a running fake as a file for --start-with.

It has everything that the API shows, contents of files too, and no auth token.

\b
Examples:
  ringback state dump
  ringback state dump --session worker-1 -o start.yaml
"""

_EMPTY = (
    "no account has a state yet: each gets one, with what --start-with has for it, "
    "at its first request"
)


@click.group("state", help=_HELP)
def state() -> None:
    """Look at the state of a running fake."""


@state.command("dump", help=_DUMP_HELP)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it there, and not to standard output.",
)
@click.option(
    "--format",
    "wanted",
    type=click.Choice(("yaml", "json")),
    default="yaml",
    show_default=True,
    help="JSON can be started with, too.",
)
@proxy_options
def dump(output: Path | None, wanted: str, **proxy: Any) -> None:
    """Write the state."""
    document = find_proxy("state dump", **proxy).call("GET", "/state")
    if document == {"accounts": []}:
        click.echo(_EMPTY, err=True)
    if wanted == "yaml":
        text = render_document(document)
    else:
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        files.replace_atomically(output, text.encode())
    except OSError as error:
        reason = error.strerror or str(error)
        raise RingbackError(
            f"{output} cannot be written ({reason}); name a file in a folder that exists"
        ) from None
