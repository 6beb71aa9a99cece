"""`ringback cassette drift`: whether recordings are still true, by the fake or by Twilio.

What differs goes to standard output. The exit status is 3 if a client could fail because of it.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import click

from ringback.cassette.comparison.report import Comparison, summarize_comparisons
from ringback.cassette.model import Cassette
from ringback.errors import CHECK_FAILED, CassetteError, UsageError
from ringback.http.origin import Origin
from ringback.settings import parsers
from ringback_proxy.cli.cassette.arguments import (
    find_files,
    paths_argument,
    raise_last,
    read_cassettes,
)
from ringback_proxy.cli.cassette.twilio_credentials import read_credentials
from ringback_proxy.cli.options import Parsed

_HELP = """Ask again for what cassettes hold, and compare status, fault code and shape.

\b
fake  offline: the fake gets each recorded request, knowing what came before it
live  Twilio gets GETs alone, for what was recorded; needs TWILIO_ACCOUNT_SID and
      TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET instead of the token

A status or fault that differs is an error, and so is a field that is missing or of another type. A
new field is not. Values, SIDs, dates and URLs may differ. The exit status is 3 for an error.

\b
Examples:
  ringback cassette drift --against fake cassettes
  ringback cassette drift --against live --json cassettes/create.yaml
"""


@click.command(help=_HELP)
@paths_argument("targets", "PATH")
@click.option(
    "--against",
    type=click.Choice(["fake", "live"]),
    required=True,
    help="What is asked again: the fake, offline, or Twilio.",
)
@click.option(
    "--read-only",
    is_flag=True,
    default=True,
    help="With live, send GETs alone: always so. `record --record-mode compare` sends all.",
)
@click.option(
    "--upstream",
    type=Parsed(parsers.parse_upstream),
    metavar="URL",
    envvar="RINGBACK_UPSTREAM",
    help="With live, ask here instead of Twilio.",
)
@click.option(
    "--upstream-ca",
    type=click.Path(path_type=Path),
    metavar="PEM",
    envvar="RINGBACK_UPSTREAM_CA",
    help="Trust the CAs in this PEM file for the upstream, and no others.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of all comparisons.")
def drift(
    targets: tuple[Path, ...],
    against: str,
    read_only: bool,  # noqa: ARG001 - there is no other way
    upstream: Origin | None,
    upstream_ca: Path | None,
    as_json: bool,
) -> None:
    """Ask again for what cassettes hold, and compare status, fault code and shape."""
    if against == "fake" and (upstream or upstream_ca):
        raise UsageError("--upstream is for --against live; leave it out with --against fake")
    client = None if against == "fake" else _Live(upstream, upstream_ca)
    files, errors = find_files(targets)
    comparisons: list[Comparison] = []
    for file in files:
        try:
            for cassette in read_cassettes((file,)):
                for comparison in _compare(cassette, client):
                    comparisons.append(comparison)
                    _show(comparison, as_json)
        except CassetteError as unreadable:
            errors.append(unreadable)
    if as_json:
        click.echo(json.dumps([comparison.as_json() for comparison in comparisons], indent=2))
    name = "the fake" if client is None else client.name
    click.echo(f"ringback: {summarize_comparisons(comparisons)} (against {name})", err=True)
    raise_last(errors)
    if any(comparison.is_error for comparison in comparisons):
        raise SystemExit(CHECK_FAILED)


class _Live:
    """Twilio, or its upstream, and who asks."""

    def __init__(self, upstream: Origin | None, upstream_ca: Path | None) -> None:
        from ringback.drift.live_client import LiveClient

        credentials = read_credentials(os.environ)
        self.name = "Twilio" if upstream is None else str(upstream)
        self.account_sid = credentials.account_sid
        self.ask = LiveClient(
            credentials.user, credentials.secret, upstream=upstream, upstream_ca=upstream_ca
        ).ask


def _compare(cassette: Cassette, live: _Live | None) -> Iterator[Comparison]:
    if live is None:
        from ringback.drift.against_fake import compare_with_fake

        return compare_with_fake(cassette)
    from ringback.drift.against_live import compare_with_live

    return compare_with_live(cassette, live.ask, live.account_sid)


def _show(comparison: Comparison, as_json: bool) -> None:
    if not as_json:
        for line in comparison.lines():
            click.echo(line)
