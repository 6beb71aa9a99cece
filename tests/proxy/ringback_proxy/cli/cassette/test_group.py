from pathlib import Path

import pytest

from ringback.errors import CassetteError
from tests.support.cassettes.commands import run


@pytest.mark.parametrize("command", ["show", "redact", "lint", "export"])
def test_every_command_shows_two_examples(command: str) -> None:
    assert run(command, "--help").stdout.count(f" ringback cassette {command} ") == 2


@pytest.mark.parametrize("command", ["show", "redact", "lint", "export"])
def test_every_command_rejects_a_missing_file(command: str, tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="there is no such cassette"):
        run(command, tmp_path / "none.yaml")


@pytest.mark.parametrize("command", ["show", "redact", "lint", "export"])
def test_every_command_requires_a_file(command: str) -> None:
    assert run(command).exit_code == 2
