"""`ringback env`: print the variables that point a client at a running proxy."""

import json
import os
import shlex
from collections.abc import Mapping
from pathlib import Path

import click

from ringback.errors import RingbackError
from ringback_proxy.cli.options import confdir_option
from ringback_proxy.runtime_files import paths, ready_file
from ringback_proxy.runtime_files.ready_file import Ready

_HELP = """Print the variables that point a client at a proxy that is running.

The files that they name (CA bundle, Java trust store and the like) are written to a folder beside
the CA. Values that your variables have already are kept: the two are merged.

\b
Examples:
  eval "$(ringback env)"
  ringback env --format github >> "$GITHUB_ENV"
"""

_REFUSED_BY_GITHUB = (
    "ringback: NODE_OPTIONS left out, which GitHub does not take from GITHUB_ENV; put `ringback "
    "MODE --` in front of a program of Node's that needs it (`ringback doctor node` tells)"
)
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
@click.option(
    "--port", type=click.IntRange(1, 65535), help="The port of the proxy, if several are running."
)
@click.option(
    "--ready-file",
    "announced",
    envvar="RINGBACK_READY_FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The ready-file that the proxy was started with, if any.",
)
@confdir_option
def env(style: str, port: int | None, announced: Path | None, confdir: Path | None) -> None:
    """Print the variables for the running proxy."""
    # cryptography takes a while to import.
    from ringback_proxy.client_setup import prepare

    facts = find_running(paths.resolve_confdir(confdir), port, announced)
    root = Path(facts.ca)
    pointed = prepare.prepare(root.parent / "env", facts.proxy_url, root, os.environ)
    for entry in pointed.dropped:
        click.echo(f"ringback: {entry} left out of NO_PROXY, it covers Twilio", err=True)
    variables = {**pointed.variables, **facts.control_variables}
    if style == "github" and variables.pop("NODE_OPTIONS", None) is not None:
        click.echo(_REFUSED_BY_GITHUB, err=True)
    click.echo(format_variables(variables, style))


def find_running(
    confdir: Path,
    port: int | None = None,
    announced: Path | None = None,
    command: str = "ringback env",
) -> Ready:
    """Return the only proxy that is running, or the one that a ready-file announces.

    `command` is what the user has typed.

    Raises RingbackError with what to type if there is not exactly one. Ready-files of proxies that
    have ended are removed.
    """
    if announced is not None:
        return _read_announced(announced, port)
    found = [one for one in _find_served(confdir) if port in (None, one.port)]
    if not found:
        where = "" if port is None else f" on port {port}"
        raise RingbackError(
            f"no proxy is running{where}; start one in another terminal: ringback fake"
        )
    if len(found) > 1:
        each = ", ".join(f"{one.mode} on port {one.port}" for one in found)
        raise RingbackError(
            f"{len(found)} proxies are running: {each}; choose one: "
            f"{command} --port {found[0].port}"
        )
    return found[0]


def _read_announced(announced: Path, port: int | None) -> Ready:
    facts = ready_file.read(announced)
    if facts is None or not ready_file.is_served(facts):
        raise RingbackError(
            f"{announced} is not the ready-file of a running proxy; give the one that the "
            f"proxy was started with, while it runs"
        )
    if port not in (None, facts.port):
        raise RingbackError(
            f"the proxy of {announced} is on port {facts.port}, not {port}; leave --port out"
        )
    return facts


def _find_served(confdir: Path) -> list[Ready]:
    served = []
    for path, facts in ready_file.read_all(paths.make_runtime_dir(confdir)):
        if facts is not None and ready_file.is_served(facts):
            served.append(facts)
        else:
            ready_file.remove(path)
    return served


def format_variables(variables: Mapping[str, str], style: str) -> str:
    """Return variables as text in one of the `FORMATS`."""
    match style:
        case "json":
            return json.dumps(dict(variables), indent=2)
        case "sh":
            lines = (f"export {name}={shlex.quote(value)}" for name, value in variables.items())
        case "dotenv":
            lines = (f"{name}={_quote_for_dotenv(value)}" for name, value in variables.items())
        case _:
            lines = (f"{name}={value}" for name, value in variables.items())
    return "\n".join(lines)


def _quote_for_dotenv(value: str) -> str:
    """Return a value without quotes unless it needs them, because Docker keeps the quotes."""
    return f"'{value}'" if "#" in value else value
