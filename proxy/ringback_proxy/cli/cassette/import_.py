"""`ringback cassette import`: make a cassette of what another program has recorded."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from ringback.errors import CassetteError
from ringback.importing.exchange import Found, ImportedExchange, LeftOut
from ringback_proxy.cli.cassette.arguments import paths_argument, redact_names
from ringback_proxy.cli.options import confdir_option
from ringback_proxy.cli.progress import track
from ringback_proxy.runtime_files import paths

_HELP = """Make a cassette of what another program has recorded; secrets are redacted on the way.

\b
har        an HTTP archive: of a browser's developer tools, of HTTP Toolkit, of mitmproxy
mitmproxy  flows that mitmproxy has saved

Only exchanges with Twilio are imported. What is left out is named, with the reason. The cassette
must not exist yet.

\b
Examples:
  ringback cassette import --format har -o cassettes/create.yaml create.har
  ringback cassette import --format mitmproxy -o cassettes/create.yaml create.flows
"""


@click.command(name="import", help=_HELP)
@paths_argument("files", "FILE")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["har", "mitmproxy"]),
    required=True,
    help="What the files are.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    required=True,
    help="The cassette to make, a .yaml file.",
)
@redact_names
@confdir_option
def import_(
    files: tuple[Path, ...],
    kind: str,
    output: Path,
    redact: tuple[str, ...],
    confdir: Path | None,
) -> None:
    """Make a cassette of what another program has recorded."""
    from ringback.importing.new_cassette import write_cassette
    from ringback.importing.redaction import ImportRedaction

    redaction = ImportRedaction(redact)
    read = list(_read_all(files, kind))
    redaction.learn(read)
    found = [redaction.redact(one) for one in track(read, "Importing")]
    _report(one for one in found if isinstance(one, LeftOut))
    imported = [one.interaction for one in found if isinstance(one, ImportedExchange)]
    if not imported:
        raise CassetteError("no exchange with Twilio can be imported from it", files[0])
    lock_dir = paths.make_lock_dir(paths.resolve_confdir(confdir))
    write_cassette(output, imported, redact, lock_dir)
    count = len(imported)
    click.echo(f"ringback: {output}: {count} interaction{'s' * (count > 1)} imported", err=True)


def _read_all(files: tuple[Path, ...], kind: str) -> Iterator[Found]:
    for file in files:
        for found in _read(file, kind):
            # Several files may have an entry of the same number.
            if isinstance(found, ImportedExchange):
                yield ImportedExchange(f"{file}: {found.place}", found.interaction)
            else:
                place = f"{file}: {found.place}"
                yield LeftOut(place, found.request, found.reason, found.host)


def _read(file: Path, kind: str) -> Iterator[Found]:
    if kind == "har":
        from ringback.importing.har import read_har

        try:
            return read_har(file.read_bytes(), file)
        except OSError as error:
            raise CassetteError(f"cannot be read: {error.strerror}", file) from None
    from ringback.mitmproxy_addon.flows.files import read_flow_file

    return read_flow_file(file)


def _report(left_out: Iterator[LeftOut]) -> None:
    """Print what is not imported: requests to other hosts by host, the rest one by one."""
    hosts: Counter[str] = Counter()
    for one in left_out:
        if one.host:
            hosts[one.host] += 1
        else:
            click.echo(f"ringback: {one}", err=True)
    if hosts:
        named = ", ".join(f"{host} ({count})" for host, count in sorted(hosts.items()))
        count = sum(hosts.values())
        requests = f"{count} request{'s' * (count > 1)} to other hosts"
        click.echo(f"ringback: {requests} left out: {named}", err=True)
