"""The options of commands that speak to a running proxy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ringback_proxy.cli.env import find_running
from ringback_proxy.cli.options import confdir_option
from ringback_proxy.cli.running_proxy import RunningProxy
from ringback_proxy.runtime_files import paths
from ringback_proxy.sessions import names

Function = TypeVar("Function", bound=Callable[..., Any])


def proxy_options(function: Function) -> Function:
    """Decorate a command with the options that name a proxy and a session."""
    decorators = (
        click.option(
            "--port", type=click.IntRange(1, 65535), help="The port of the proxy, if several run."
        ),
        click.option(
            "--ready-file",
            "announced",
            envvar="RINGBACK_READY_FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            help="The ready-file that the proxy was started with, if any.",
        ),
        click.option(
            "--session", default=names.DEFAULT, show_default=True, help="The name of the session."
        ),
        confdir_option,
    )
    for decorate in reversed(decorators):
        function = decorate(function)
    return function


def find_proxy(
    command: str, port: int | None, announced: Path | None, session: str, confdir: Path | None
) -> RunningProxy:
    """Return the proxy and session that the options name.

    `command` is what the user has typed after `ringback`. Raises RingbackError with what to type if
    no proxy is running, or several, and UsageError for the name of a session.
    """
    ready = find_running(paths.resolve_confdir(confdir), port, announced, f"ringback {command}")
    return RunningProxy(ready, names.check_name(session))
