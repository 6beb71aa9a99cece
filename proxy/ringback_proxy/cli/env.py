"""`ringback env`: the variables that point a client at a proxy that runs already."""

import json
import os
import shlex
from collections.abc import Mapping
from pathlib import Path

import click

from ringback.errors import RingbackError
from ringback_proxy.cli.options import confdir_option
from ringback_proxy.runtime_files import paths
from ringback_proxy.runtime_files import ready_file as ready
from ringback_proxy.runtime_files.ready_file import Ready

_HELP = """Print the variables that point a client at a proxy that is running.

It writes the files that they name (CA bundle, Java trust store and the like) into a folder beside
the CA, and merges the variables with those that you have.

\b
Examples:
  eval "$(ringback env)"
  ringback env --format github >> "$GITHUB_ENV"
"""

FORMATS = ("sh", "dotenv", "github", "json")


@click.command("env", help=_HELP)
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default="sh",
    show_default=True,
    help="How to print them.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Which proxy, where several run.")
@click.option(
    "--ready-file",
    envvar="RINGBACK_READY_FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file that the proxy was started with, if it was given one.",
)
@confdir_option
def env(style: str, port: int | None, ready_file: Path | None, confdir: Path | None) -> None:
    """Print the variables for the proxy that runs."""
    # cryptography takes a while to import.
    from ringback_proxy.client_setup import prepare

    facts = running(paths.confdir(confdir), port, ready_file)
    root = Path(facts.ca)
    pointed = prepare.prepare(root.parent / "env", facts.proxy_url, root, os.environ)
    for entry in pointed.dropped:
        click.echo(f"ringback: {entry} left out of NO_PROXY, it covers Twilio", err=True)
    click.echo(formatted(pointed.variables, style))


def running(confdir: Path, port: int | None = None, ready_file: Path | None = None) -> Ready:
    """Find the one proxy that runs; raises RingbackError with what to type where it is not one.

    Files of proxies that are gone are removed on the way.
    """
    if ready_file is not None:
        facts = ready.read(ready_file)
        if facts is None or not ready.is_served(facts):
            raise RingbackError(
                f"{ready_file} is no ready-file of a proxy that runs; give the one that the proxy "
                f"was started with, while it runs"
            )
        if port not in (None, facts.port):
            raise RingbackError(
                f"the proxy of {ready_file} is on port {facts.port}, not {port}; leave --port out"
            )
        return facts
    found = [one for one in _served(confdir) if port in (None, one.port)]
    if not found:
        where = "" if port is None else f" on port {port}"
        raise RingbackError(
            f"no proxy is running{where}; start one in another terminal: ringback fake"
        )
    if len(found) > 1:
        each = ", ".join(f"{one.mode} on port {one.port}" for one in found)
        raise RingbackError(
            f"{len(found)} proxies are running: {each}; say which: "
            f"ringback env --port {found[0].port}"
        )
    return found[0]


def _served(confdir: Path) -> list[Ready]:
    served = []
    for path, facts in ready.every(paths.runtime_dir(confdir)):
        if facts is not None and ready.is_served(facts):
            served.append(facts)
        else:
            ready.remove(path)
    return served


def formatted(variables: Mapping[str, str], style: str) -> str:
    """Return the text of the variables in a style of `FORMATS`."""
    match style:
        case "json":
            return json.dumps(dict(variables), indent=2)
        case "sh":
            lines = (f"export {name}={shlex.quote(value)}" for name, value in variables.items())
        case "dotenv":
            lines = (f"{name}={_unless_commented(value)}" for name, value in variables.items())
        case _:
            lines = (f"{name}={value}" for name, value in variables.items())
    return "\n".join(lines)


def _unless_commented(value: str) -> str:
    """Return a value as every reader of .env files takes it: bare, for Docker keeps quotes."""
    return f"'{value}'" if "#" in value else value
