"""click options made from the table of settings, and those that are the proxy's own."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ringback.errors import UsageError
from ringback.settings import parsers
from ringback.settings.table import SETTINGS, ModeName, Setting
from ringback_proxy.access.proxy_credentials import credentials

Function = TypeVar("Function", bound=Callable[..., Any])


# The type is generic since click 8.5, and not yet in 8.2.
class Parsed(click.ParamType):  # type: ignore[type-arg]
    """A value that a parser of ours reads."""

    name = "value"

    def __init__(self, parse: Callable[[str], Any]) -> None:
        self.parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Parse the text, or say what is accepted."""
        if not isinstance(value, str):
            return value
        if not value:
            self.fail("it is empty; leave the option out, or give it a value", param, ctx)
        try:
            return self.parse(value)
        except UsageError as error:
            self.fail(str(error), param, ctx)


class ParsedPaths(Parsed):
    """Paths; in a variable several are joined as in PATH."""

    envvar_list_splitter = os.pathsep


def settings_of(mode: ModeName) -> Callable[[Function], Function]:
    """Return a command the options of a mode."""

    def decorate(function: Function) -> Function:
        for setting in reversed(SETTINGS):
            if mode in setting.modes:
                function = _option(setting)(function)
        return function

    return decorate


def _option(setting: Setting) -> Callable[[Function], Function]:
    flags = [f"--{setting.name}"] + ([f"-{setting.short}"] if setting.short else [])
    common: dict[str, Any] = {"envvar": setting.variable, "help": setting.help}
    if setting.flag:
        return click.option(*flags, setting.field, is_flag=True, **common)
    kind: Any = ParsedPaths(Path) if setting.parse is Path else Parsed(setting.parse)
    if setting.choices:
        kind = click.Choice(setting.choices)
    default = setting.default
    return click.option(
        *flags,
        setting.field,
        type=kind,
        metavar=None if setting.choices else setting.metavar,
        multiple=setting.repeatable,
        default=(default,) if setting.repeatable and default is not None else default,
        show_default=default is not None,
        **common,
    )


def serving(function: Function) -> Function:
    """Return a command the options of where and how to serve."""
    for option in reversed(_SERVING):
        function = option(function)
    return function


_SERVING: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--host",
        envvar="RINGBACK_HOST",
        type=Parsed(parsers.parse_host),
        metavar="ADDRESS",
        default="127.0.0.1",
        show_default=True,
        help="The address to listen on.",
    ),
    click.option(
        "--port",
        envvar="RINGBACK_PORT",
        type=Parsed(parsers.parse_port),
        metavar="N",
        default=None,
        help="The port to listen on; 0: any free one. [default: 8080, with -- COMMAND 0]",
    ),
    click.option(
        "--base-url-port",
        envvar="RINGBACK_BASE_URL_PORT",
        type=Parsed(parsers.parse_port),
        metavar="N",
        help="Also listen here as a plain HTTP base URL, for clients that can be given one.",
    ),
    click.option(
        "--ready-file",
        envvar="RINGBACK_READY_FILE",
        type=Parsed(Path),
        metavar="PATH",
        help="Written when listening, removed at the end: JSON with addresses and CA paths.",
    ),
    click.option(
        "--confdir",
        envvar="RINGBACK_CONFDIR",
        type=Parsed(Path),
        metavar="DIR",
        help="Where the certificate authority lies. [default: your configuration folder]",
    ),
    click.option(
        "--proxy-auth",
        envvar="RINGBACK_PROXY_AUTH",
        type=Parsed(credentials),
        metavar="USER:PASSWORD",
        help="Serve only clients that show this; other machines (see --host) are served with it "
        "alone.",
    ),
    click.option(
        "-q",
        "--quiet",
        envvar="RINGBACK_QUIET",
        is_flag=True,
        help="Only misses, errors and warnings.",
    ),
    click.option(
        "-v",
        "--verbose",
        envvar="RINGBACK_VERBOSE",
        is_flag=True,
        help="Whole requests and responses.",
    ),
)
