"""Every command, option and variable is in docs/configuration.md."""

from collections.abc import Iterator

import click
import pytest

from ringback_proxy.cli.main import cli
from ringback_proxy.engine import mitmproxy_changes
from ringback_proxy.pytest_plugin import options
from tests.support.documents.documents import DOCS

TEXT = (DOCS / "configuration.md").read_text()


def commands(group: click.Group, name: str = "ringback") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for each in group.list_commands(context):
        command = group.get_command(context, each)
        assert command is not None
        yield f"{name} {command.name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {command.name}")


COMMANDS = [pytest.param(*pair, id=pair[0]) for pair in commands(cli)]


def options_of(command: click.Command) -> list[click.Option]:
    return [
        parameter
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
    ]


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_every_command_and_option_is_documented(name: str, command: click.Command) -> None:
    flags = [
        next(flag for flag in option.opts if flag.startswith("--"))
        for option in options_of(command)
    ]

    assert f"`{name}`" in TEXT
    assert [flag for flag in flags if f"`{flag}`" not in TEXT] == []


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_every_variable_is_documented(name: str, command: click.Command) -> None:
    variables = [str(option.envvar) for option in options_of(command) if option.envvar]

    assert [variable for variable in variables if f"`{variable}`" not in TEXT] == [], name


def test_the_engines_variable_is_documented() -> None:
    assert f"`{mitmproxy_changes.VARIABLE}=plain`" in TEXT


def test_the_commands_beside_the_modes_are_found() -> None:
    assert {"ringback fake", "ringback ca export", "ringback cassette lint"} <= {
        name for name, _ in commands(cli)
    }


class Declared:
    """A parser of pytest's that notes what is declared."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def getgroup(self, *_: str) -> "Declared":
        return self

    def addoption(self, name: str, **_: object) -> None:
        self.names.append(name)

    def addini(self, name: str, *_: str, **__: object) -> None:
        self.names.append(name)


def test_every_option_of_the_plugin_is_documented() -> None:
    declared = Declared()
    options.add_options(declared)  # type: ignore[arg-type]

    assert declared.names
    assert [name for name in declared.names if f"`{name}`" not in TEXT] == []
