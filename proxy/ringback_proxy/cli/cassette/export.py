"""`ringback cassette export`: write cassettes in another format."""

from pathlib import Path
from typing import Any

import click

from ringback_proxy.cli.cassette.arguments import paths_argument, read_cassettes

_HELP = """Write cassettes in another format: HAR, for the network panel of a browser.

\b
Examples:
  ringback cassette export --format har cassettes/create.yaml > create.har
  ringback cassette export -o all.har cassettes
"""


@click.command(help=_HELP)
@paths_argument("files", "FILE")
@click.option("--format", "kind", type=click.Choice(["har"]), default="har", show_default=True)
@click.option(
    "--output", "-o", type=click.File("w", "utf-8"), default="-", help="Default: standard output."
)
def export(files: tuple[Path, ...], kind: str, output: Any) -> None:  # noqa: ARG001 - only HAR
    """Write cassettes in another format: HAR, for the network panel of a browser."""
    from importlib.metadata import version

    from ringback.cassette.tools.har import export_har

    output.write(export_har(read_cassettes(files), version("ringback")))
