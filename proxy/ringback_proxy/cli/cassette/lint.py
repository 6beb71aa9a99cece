"""`ringback cassette lint`: look for problems in cassettes.

Findings go to standard output. The exit status is 3 if there are any.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringback.errors import CHECK_FAILED
from ringback.settings import parsers
from ringback.settings.shared import CassetteSettings
from ringback_proxy.cli.cassette.arguments import (
    find_files,
    paths_argument,
    raise_last,
    redact_names,
)
from ringback_proxy.cli.progress import track

if TYPE_CHECKING:  # it is slow to load, and other commands do not need it
    from ringback.cassette.tools.lint import Finding

_HELP = """Look for problems in cassettes; the exit status is 3 if there are any, for CI.

\b
unreadable  a file that is not a cassette, or damaged
torn        a last interaction that was cut off while it was written
secret      a secret that today's redaction would remove
personal    personal data that is left, with --personal-data
schema      a reply that the API would not send
equal       a request that the matchers cannot distinguish from an earlier one
unplayable  a request that can never be played, such as CONNECT
old         a reply that is older than --max-age

\b
Examples:
  ringback cassette lint cassettes
  ringback cassette lint --max-age 90 --allow equal --json cassettes
"""


@click.command(help=_HELP)
@paths_argument("targets", "PATH")
@redact_names
@click.option("--max-age", type=click.IntRange(0), metavar="DAYS", help="Report older replies.")
@click.option(
    "--allow",
    multiple=True,
    metavar="RULE",
    help="A rule to ignore: unreadable, torn, secret, personal, schema, equal, unplayable; "
    "repeatable.",
)
@click.option(
    "--personal-data",
    is_flag=True,
    help="Report personal data that is left; needs `pip install 'ringback[personal-data]'`.",
)
@click.option(
    "--region",
    "regions",
    multiple=True,
    default=("US",),
    show_default=True,
    metavar="CC",
    help="With --personal-data: a country whose national phone numbers are found; repeatable.",
)
@click.option("--match-on", metavar="LIST", help="What makes requests equal, as for replay.")
@click.option("--ignore-field", multiple=True, metavar="NAME", help="As for replay; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of the findings.")
def lint(
    targets: tuple[Path, ...],
    redact: tuple[str, ...],
    max_age: int | None,
    allow: tuple[str, ...],
    personal_data: bool,
    regions: tuple[str, ...],
    match_on: str | None,
    ignore_field: tuple[str, ...],
    as_json: bool,
) -> None:
    """Look for problems in cassettes; the exit status is 3 if there are any, for CI."""
    from ringback.cassette.matching.request_matching import Matching
    from ringback.cassette.tools.lint import Linter, find_cutoff, select_rules
    from ringback.cassette.tools.phone_numbers import PhoneNumbers

    matchers = parsers.parse_names(match_on) if match_on is not None else CassetteSettings.match_on
    linter = Linter(
        select_rules(allow),
        Matching(matchers, frozenset(ignore_field)),
        redact,
        find_cutoff(max_age, datetime.now(UTC)) if max_age is not None else None,
        PhoneNumbers(regions) if personal_data else None,
    )
    files, errors = find_files(targets)
    tracked = track(files, "Checking cassettes")
    findings = [found for file in tracked for found in linter.check_file(file)]
    _print(findings, as_json=as_json)
    raise_last(errors)
    if findings:
        raise SystemExit(CHECK_FAILED)
    checked = f"{len(files)} cassette{'' if len(files) == 1 else 's'} checked"
    click.echo(f"ringback: {checked}, nothing found", err=True)


def _print(findings: "list[Finding]", *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([finding.as_json() for finding in findings], indent=2))
        return
    for finding in findings:
        click.echo(str(finding))
