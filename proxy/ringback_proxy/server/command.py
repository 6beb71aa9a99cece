"""Runs the command behind `--` with its calls to Twilio sent to the proxy."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from ringback.settings.postgresql_url import find_passwords
from ringback_proxy.client_setup import bypasses, credentials, prepare
from ringback_proxy.client_setup.bypasses import Bypass
from ringback_proxy.client_setup.child_process import Command
from ringback_proxy.reporting.console import Console
from ringback_proxy.runtime_files import paths, run_dir
from ringback_proxy.runtime_files.ready_file import Ready
from ringback_proxy.server.plan import Plan
from ringback_proxy.server.signals import SignalHandler


@dataclass(frozen=True, slots=True)
class CommandResult:
    """How a command ended: its exit status, and what of it went past the proxy."""

    status: int
    bypasses: tuple[Bypass, ...] = ()


async def run_command(
    plan: Plan, ready: Ready, console: Console, signals: SignalHandler
) -> CommandResult:
    """Run the plan's command to its end; its status is 128+N where signal N ended it.

    Raises CommandError where it cannot be started.
    """
    with run_dir.make_run_dir(paths.make_runtime_dir(plan.confdir)) as folder:
        setup = prepare.prepare(folder, ready.proxy_url, Path(ready.ca), os.environ)
        if setup.dropped:
            entries = ", ".join(setup.dropped)
            console.warn(
                f"ringback: {entries} left out of the command's NO_PROXY, "
                f"or its calls to Twilio would go past the proxy"
            )
        if signals.stopping.is_set():  # before it was started
            return CommandResult(128 + signals.stopped_by)
        own = _make_credentials(plan, console)
        reports = {bypasses.VARIABLE: str(folder / bypasses.FILE)}
        environ = {
            **_list_harmless(os.environ),
            **setup.variables, **ready.control_variables, **own, **reports,
        }  # fmt: skip
        signals.command = await Command.start(plan.command, environ)
        status = await signals.command.wait()
        return CommandResult(status, bypasses.read_bypasses(folder / bypasses.FILE))


def warn_of_bypasses(console: Console, found: Collection[Bypass]) -> None:
    """Warn of the programs that connected to Twilio themselves, and of the hosts."""
    programs = sorted({bypass.program for bypass in found})
    hosts = sorted({bypass.host for bypass in found})
    ids = sorted({bypass.pid for bypass in found})
    processes = f"process {ids[0]}" if len(ids) == 1 else f"{len(ids)} processes"
    console.warn(
        f"ringback: THE COMMAND WENT PAST THE PROXY: {' and '.join(programs)} ({processes}) "
        f"looked up {' and '.join(hosts)}.",
        "  What was asked there is not among the exchanges. The real Twilio has answered it, if it "
        "was reached.",
        "  The client takes no proxy from the environment, or was told not to: by trust_env=False, "
        "or by a proxy, an agent, a dispatcher or a NO_PROXY of the program's own. "
        "`ringback doctor` finds out which clients on this machine take it.",
    )


def warn_of_no_exchange(console: Console, status: int, tunnelled: Collection[str]) -> None:
    """Warn that the command has ended without a single request.

    `status` is how it ended, and `tunnelled` are the hosts of Twilio that it reached untouched.
    """
    causes = ["it called nothing", "it talked to the real Twilio past the proxy"]
    if tunnelled:
        hosts = " and ".join(sorted(tunnelled))
        causes = [f"of Twilio it called only {hosts}, which this mode passes on untouched"]
    if status:
        causes.insert(0, "it failed before its first request")
    console.warn(
        f"ringback: the command ended with status {status} and NO EXCHANGE WAS SEEN: "
        f"{', or '.join(causes)}.",
        "  An interceptor inside the program answers or stops requests before the proxy: switch "
        "off nock, MSW, Polly, WebMock, VCR, responses and the like, or let them pass "
        "conversations.twilio.com.",
        "  `ringback doctor` finds out which clients on this machine take the proxy from "
        "the environment, and what to do about those that do not.",
    )


def _list_harmless(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables without a state's password, which is not for the command."""
    return {
        name: value
        for name, value in environ.items()
        if name != "RINGBACK_STATE" or not find_passwords(value)
    }


def _make_credentials(plan: Plan, console: Console) -> dict[str, str]:
    """Return dummy credentials if the command has none, and say so."""
    own = credentials.make_variables(plan.settings, os.environ, Path.cwd())
    if own:
        account = own[credentials.ACCOUNT_SID]
        console.say(
            f"ringback: neither {' nor '.join(own)} is set; the command gets the account "
            f"{account} and a token"
        )
    return own
