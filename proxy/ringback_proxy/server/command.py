"""Runs the command behind `--` with its calls to Twilio sent to the proxy."""

import os
from pathlib import Path

from ringback_proxy.client_setup import prepare
from ringback_proxy.client_setup.child_process import Command
from ringback_proxy.reporting.console import Console
from ringback_proxy.runtime_files import paths, run_dir
from ringback_proxy.runtime_files.ready_file import Ready
from ringback_proxy.server.plan import Plan
from ringback_proxy.server.signals import SignalHandler


async def run_command(plan: Plan, ready: Ready, console: Console, signals: SignalHandler) -> int:
    """Run the plan's command to its end; return its exit status, 128+N where signal N ended it.

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
            return 128 + signals.stopped_by
        signals.command = await Command.start(plan.command, {**os.environ, **setup.variables})
        return await signals.command.wait()


def warn_of_no_exchange(console: Console) -> None:
    """Warn that the command has ended without a single request."""
    console.warn(
        "ringback: the command ended and NO EXCHANGE WAS SEEN: it called nothing, or it "
        "talked to the real Twilio past the proxy.",
        "  `ringback doctor` finds out which clients on this machine use the proxy of "
        "the environment, and what to do about those that do not.",
    )
