"""click options, made from the declared settings."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from ringback.errors import UsageError
from ringback.settings.parsers import parse_path, parse_start_with
from ringback.settings.setting import Setting, settings_of
from ringback_proxy.cli.server_settings import ServerSettings

Function = TypeVar("Function", bound=Callable[..., Any])


# The type is generic since click 8.5, and not yet in 8.2.
class Parsed(click.ParamType):  # type: ignore[type-arg]
    """The type of an option whose text is read by a setting's parser."""

    name = "value"

    def __init__(self, parse: Callable[[str], Any]) -> None:
        self.parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the parsed text; fails with the parser's message. A default is parsed already."""
        if not isinstance(value, str):
            return value
        if not value:
            self.fail("it is empty; leave the option out, or give it a value", param, ctx)
        try:
            return self.parse(value)
        except UsageError as error:
            self.fail(str(error), param, ctx)


def complete_files(
    ctx: click.Context,  # noqa: ARG001 - click's signature
    param: click.Parameter,  # noqa: ARG001 - click's signature
    incomplete: str,
) -> list[CompletionItem]:
    """Return that the shell completes files."""
    return [CompletionItem(incomplete, type="file")]


class ParsedPaths(Parsed):
    """Paths; several in an environment variable are joined as in PATH."""

    envvar_list_splitter = os.pathsep

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return that the shell completes files."""
        return complete_files(ctx, param, incomplete)


def add_options(declaring: type) -> Callable[[Function], Function]:
    """Decorate a command with an option for each setting of a class."""

    def decorate(function: Function) -> Function:
        for setting in reversed(settings_of(declaring)):
            function = _option(setting)(function)
        return function

    return decorate


def _option(setting: Setting) -> Callable[[Function], Function]:
    flags = [f"--{setting.name}"] + ([f"-{setting.short}"] if setting.short else [])
    common: dict[str, Any] = {"envvar": setting.variable, "help": setting.help}
    if setting.flag:
        return click.option(*flags, setting.field, is_flag=True, **common)
    is_path = setting.parse in (parse_path, parse_start_with)
    kind: Any = (ParsedPaths if is_path else Parsed)(setting.parse)
    if setting.choices:
        kind = click.Choice(setting.choices)
    default = setting.default_text
    return click.option(
        *flags,
        setting.field,
        type=kind,
        metavar=setting.metavar,
        multiple=setting.repeatable,
        default=(default,) if setting.repeatable and default is not None else default,
        show_default=default is not None,
        **common,
    )


# The server's option that other commands have, too.
(confdir_option,) = (
    _option(setting) for setting in settings_of(ServerSettings) if setting.field == "confdir"
)
