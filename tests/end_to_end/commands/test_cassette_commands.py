"""The cassette commands as a user runs them: output and exit status."""

import json
from pathlib import Path

import pytest

from ringback.cassette.model import Interaction
from tests.support.cassettes.exchanges import TOKEN, create, created, write_cassette
from tests.support.process.ringback import run

LEAKING = Interaction(create(FriendlyName="Ada"), created())


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    return write_cassette(tmp_path / "one.yaml", LEAKING)


def test_lint_fails_until_the_cassette_is_redacted(cassette: Path, tmp_path: Path) -> None:
    steps = [
        run("cassette", *words, "one.yaml", folder=tmp_path)
        for words in (("lint",), ("redact", "--check"), ("redact",), ("lint",))
    ]

    assert [step.status for step in steps] == [3, 3, 0, 0]
    assert steps[0].stdout.startswith("one.yaml:3: secret: #1: in the request header Authorization")
    assert [step.stderr for step in steps[:3]] == [""] * 3
    assert steps[3].stderr == "ringback: 1 cassette checked, nothing found\n"
    assert TOKEN not in cassette.read_text()


def test_an_export_can_be_piped(cassette: Path, tmp_path: Path) -> None:
    finished = run("cassette", "export", "--format", "har", "one.yaml", folder=tmp_path)

    assert json.loads(finished.stdout)["log"]["entries"][0]["response"]["status"] == 201


@pytest.mark.parametrize("command", ["show", "lint", "redact", "export"])
def test_an_error_is_one_line(command: str, tmp_path: Path) -> None:
    finished = run("cassette", command, "none.yaml", folder=tmp_path)

    assert finished.status == 1
    assert finished.stderr == (
        "ringback: none.yaml: there is no such cassette; "
        "record it: ringback record -c none.yaml -- COMMAND\n"
    )


def test_an_unknown_rule_is_a_usage_error(cassette: Path, tmp_path: Path) -> None:
    finished = run("cassette", "lint", "--allow", "colour", "one.yaml", folder=tmp_path)

    assert finished.status == 2
    assert "--allow: 'colour' is not a rule; the rules are unreadable, torn" in finished.stderr
