"""The command line: `ringback MODE [OPTIONS] [-- COMMAND [ARG...]]`."""

import errno
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ringback.errors import RingbackError, UsageError
from ringback.settings.names import ModeName
from ringback.settings.postgresql_url import hide_password, is_postgresql_url
from ringback.settings.setting import build
from ringback.settings.table import SETTINGS_OF, FakeSettings, ReplaySettings, Settings
from ringback_proxy.cli import options
from ringback_proxy.cli.lazy_group import LazyGroup
from ringback_proxy.cli.server_settings import ServerSettings
from ringback_proxy.client_setup import bypasses, platform_support
from ringback_proxy.engine import selection
from ringback_proxy.runtime_files import paths, process_arguments

if TYPE_CHECKING:
    from ringback_proxy.server.plan import Plan

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


_HELP = """A test double for Twilio's Conversations API, behind an HTTPS proxy.

Point an application at it and change nothing in the application: it records real replies, replays
them offline, or fakes them.

\b
Examples:
  ringback fake -- python app.py
  ringback replay --help

Every option of a mode has a variable, too: --base-url-port is RINGBACK_BASE_URL_PORT.
"""


# The commands that are not modes.
_PLACES = {
    "env": "ringback_proxy.cli.env:env",
    "ca": "ringback_proxy.cli.ca:ca",
    "doctor": "ringback_proxy.cli.doctor:doctor",
    "cassette": "ringback_proxy.cli.cassette.group:cassette",
    "init": "ringback_proxy.cli.init.command:init",
    "completion": "ringback_proxy.cli.completion:completion",
    "webhook": "ringback_proxy.cli.webhook:webhook",
    "state": "ringback_proxy.cli.state:state",
    "message": "ringback_proxy.cli.message:message",
}


@click.group(cls=LazyGroup, places=_PLACES, context_settings=_CONTEXT, help=_HELP)
@click.version_option(package_name="ringback", prog_name="ringback")
def cli() -> None:
    """Run Ringback."""


def _add_mode(name: ModeName, text: str) -> None:
    """Add the command of a mode; `text` is its help."""

    @options.add_options(SETTINGS_OF[name])
    @options.add_options(ServerSettings)
    @click.argument(
        "command",
        nargs=-1,
        type=click.UNPROCESSED,
        metavar="[-- COMMAND [ARG]...]",
        shell_complete=options.complete_files,
    )
    def command(command: tuple[str, ...], **given: Any) -> None:
        _serve(build(SETTINGS_OF[name], given), build(ServerSettings, given), command)

    # All arguments after COMMAND are COMMAND's own, with `--` or without.
    cli.command(name, help=text, context_settings={**_CONTEXT, "allow_interspersed_args": False})(
        command
    )


def _serve(settings: Settings, server: ServerSettings, command: tuple[str, ...]) -> NoReturn:
    if isinstance(settings, FakeSettings) and is_postgresql_url(settings.state):
        # From now on, `ps` shows it without its password.
        process_arguments.replace_argument(settings.state, hide_password(settings.state))
    # mitmproxy takes a third of a second to import, so not before it is needed.
    selection.import_mitmproxy()
    from ringback_proxy.reporting import console
    from ringback_proxy.server import runner
    from ringback_proxy.server.listeners import Addresses
    from ringback_proxy.server.plan import Plan
    from ringback_proxy.sessions.template import Limits

    plan = Plan(
        settings,
        Addresses(server.host, _choose_port(server, command), server.base_url_port),
        paths.resolve_confdir(server.confdir),
        server.ready_file,
        command,
        console.QUIET if server.quiet else console.VERBOSE if server.verbose else console.NORMAL,
        server.log_format,
        server.proxy_auth,
        server.max_sessions,
        Limits(server.keep_exchanges, server.keep_bytes),
    )
    if isinstance(settings, ReplaySettings):
        _show_reading(plan)
    sys.exit(runner.run(plan))


def _choose_port(server: ServerSettings, command: tuple[str, ...]) -> int:
    """Return the port of the proxy; raises UsageError if the base URL has the same."""
    port = server.port
    if port is None:
        port = 0 if command else 8080
    if port and port == server.base_url_port:
        raise UsageError(
            f"--port and --base-url-port are both {port}; give them different numbers, or one of "
            f"them 0 for any free port"
        )
    return port


def _show_reading(plan: "Plan") -> None:
    """Show a bar while many cassettes are read, where there is a person to see it."""
    from ringback.cassette.storage import library
    from ringback_proxy.cli import progress
    from ringback_proxy.reporting import console

    if plan.log_format == "text" and plan.verbosity > console.QUIET:
        library.watcher.set(lambda files: progress.track(files, "Reading cassettes"))


_add_mode(
    "fake",
    """Answer as Twilio would, from a model of the API. Nothing reaches Twilio.

    Without COMMAND it serves until Ctrl-C; with it, COMMAND runs with its calls to Twilio pointed
    here, and its exit status is passed on.

    \b
    Examples:
      ringback fake -- python app.py
      ringback fake --port 8080 --seed 7 --now 2026-01-31T12:00:00Z
    """,
)
_add_mode(
    "replay",
    """Answer from cassettes. Nothing reaches Twilio; what they lack is a 501 that says why.

    Each recording is played once, in order, unless --allow-playback-repeats is given.

    \b
    Examples:
      ringback replay -c cassettes/create.yaml -- pytest
      ringback replay -c cassettes --allow-playback-repeats
    """,
)
_add_mode(
    "record",
    """Forward to Twilio and write every exchange to a cassette, secrets redacted.

    What the cassette had at the start is played, the rest is forwarded and added; see
    --record-mode for the other ways.

    \b
    Examples:
      ringback record -c cassettes/create.yaml -- python app.py
      ringback record -c cassettes/create.yaml --record-mode all -- pytest -m live
    """,
)
_add_mode(
    "inspect",
    """Forward to Twilio and show every exchange on standard error. Writes nothing.

    \b
    Examples:
      ringback inspect -- python app.py
      ringback inspect --upstream https://localhost:8443 --upstream-ca ca.pem
    """,
)


def _refuse_empty_command(arguments: list[str]) -> None:
    """Raise UsageError for `--` without a command, as `-- $COMMAND` is if COMMAND is unset."""
    if "--" in arguments and arguments.index("--") == len(arguments) - 1:
        raise UsageError("there is no command after --; name one, or leave out the -- to serve")


def main() -> None:
    """Run the command line; a RingbackError is printed as one line, without a traceback."""
    platform_support.open_closed_streams()
    bypasses.report_none()
    try:
        try:
            _refuse_empty_command(sys.argv[1:])
            cli(prog_name="ringback")
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except RingbackError as error:
        click.echo(f"ringback: {error}", err=True)
        sys.exit(error.exit_status)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO, errno.EBADF):
            raise
        # Errors of files are RingbackErrors; this one is of standard output.
        click.echo(f"ringback: cannot write to standard output ({error.strerror})", err=True)
        os._exit(1)  # sys.exit would try to write the rest
