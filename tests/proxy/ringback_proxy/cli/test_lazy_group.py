import sys

import click
import pytest
from click.testing import CliRunner

from ringback_proxy.cli.lazy_group import LazyGroup

MODULE = "ringback_proxy.cli.cassette.export"


@pytest.fixture
def group(monkeypatch: pytest.MonkeyPatch) -> LazyGroup:
    """A group with a command of its own and one of a module that is not imported yet."""
    monkeypatch.delitem(sys.modules, MODULE, raising=False)
    here = click.Command("here", callback=lambda: click.echo("called"))
    return LazyGroup("group", commands=[here], places={"export": f"{MODULE}:export"})


def test_its_own_commands_are_listed_before_those_of_modules(group: LazyGroup) -> None:
    assert group.list_commands(click.Context(group)) == ["here", "export"]


def test_a_module_is_imported_when_its_command_is_run(group: LazyGroup) -> None:
    assert CliRunner().invoke(group, ["here"]).output == "called\n"
    assert MODULE not in sys.modules

    assert "HAR" in CliRunner().invoke(group, ["export", "--help"]).output
    assert MODULE in sys.modules


def test_an_unknown_command_is_none(group: LazyGroup) -> None:
    assert group.get_command(click.Context(group), "perform") is None
