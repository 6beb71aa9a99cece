from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from ringback.errors import RingbackError, UsageError
from ringback_proxy.cli.proxy_options import find_proxy, proxy_options


@click.command()
@proxy_options
def look(**proxy: Any) -> None:
    """Print the name of a session."""
    click.echo(find_proxy("look", **proxy).call("GET", "")["name"])


def test_a_proxy_is_named_by_its_ready_file(announced: Path) -> None:
    result = CliRunner().invoke(look, ["--ready-file", str(announced)])

    assert result.output == "default\n"


def test_the_session_is_the_one_that_is_named(announced: Path) -> None:
    result = CliRunner().invoke(look, ["--ready-file", str(announced), "--session", "one"])

    assert "one" in str(result.exception)


def test_the_ready_file_may_be_a_variable(announced: Path) -> None:
    result = CliRunner(env={"RINGBACK_READY_FILE": str(announced)}).invoke(look)

    assert result.output == "default\n"


def test_without_a_proxy_it_says_what_to_start(tmp_path: Path) -> None:
    with pytest.raises(RingbackError, match="no proxy is running; start one in another terminal"):
        find_proxy("look", None, None, "default", tmp_path)


def test_the_name_of_a_session_is_checked(announced: Path) -> None:
    with pytest.raises(UsageError, match="'a b' is not the name of a session"):
        find_proxy("look", None, announced, "a b", None)
