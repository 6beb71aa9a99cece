import json
import socket
import sys
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from ringback.settings.names import MODES, ModeName
from ringback_proxy.cli.main import cli
from tests.support.process.ringback import run

HELPS: list[tuple[str, ...]] = [("--help",), *((mode, "--help") for mode in MODES)]


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, prog_name="ringback")


def examples(text: str) -> list[str]:
    """Return the commands below "Examples:" in a help text."""
    below = text.partition("Examples:\n")[2].splitlines()
    lines = [line.strip() for line in below]
    return lines[: lines.index("")]


@pytest.mark.parametrize("arguments", HELPS, ids=" ".join)
def test_a_help_shows_two_examples(arguments: tuple[str, ...]) -> None:
    shown = invoke(*arguments)

    assert shown.exit_code == 0
    assert len(examples(shown.output)) == 2
    assert all(line.startswith("ringback ") for line in examples(shown.output))


@pytest.mark.parametrize("mode", MODES)
def test_an_example_is_valid(mode: ModeName) -> None:
    command = cli.commands[mode]

    for line in examples(invoke(mode, "--help").output):
        words = line.split()
        assert words[:2] == ["ringback", mode]
        command.make_context(mode, words[2:])


@pytest.mark.parametrize("mode", MODES)
def test_the_help_says_whether_twilio_is_reached(mode: ModeName) -> None:
    first = invoke(mode, "--help").output.splitlines()[2]

    assert ("Nothing reaches Twilio" in first) is (mode in ("fake", "replay"))


def test_the_short_option_shows_the_same_help() -> None:
    assert invoke("fake", "-h").output == invoke("fake", "--help").output


def test_the_modes_are_listed_first() -> None:
    assert list(cli.list_commands(click.Context(cli)))[: len(MODES)] == list(MODES)


def test_the_version_is_that_of_the_package() -> None:
    assert invoke("--version").output == f"ringback, version {version('ringback')}\n"


@pytest.mark.parametrize("arguments", [("perform",), ("fake", "--rehearse")], ids=" ".join)
def test_an_unknown_command_or_option_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    shown = invoke(*arguments)

    assert shown.exit_code == 2
    assert "Try 'ringback" in shown.output


def test_arguments_after_the_command_belong_to_the_command() -> None:
    context = cli.commands["fake"].make_context("fake", ["--seed", "7", "pytest", "-q", "--seed"])

    assert context.params["command"] == ("pytest", "-q", "--seed")
    assert context.params["seed"] == 7
    assert context.params["quiet"] is False


# --- the whole program


def test_the_exit_status_is_that_of_the_command(tmp_path: Path) -> None:
    finished = run("fake", "--", sys.executable, "-c", "raise SystemExit(7)", folder=tmp_path)

    assert finished.status == 7


def test_a_double_hyphen_without_a_command_is_rejected(tmp_path: Path) -> None:
    finished = run("fake", "--", folder=tmp_path)

    assert finished.status == 2
    assert finished.stderr.startswith("ringback: there is no command after --; name one")


def test_a_ringback_error_is_one_line_and_a_status(tmp_path: Path) -> None:
    finished = run("replay", "-c", "missing.yaml", "--", "true", folder=tmp_path)

    assert finished.status == 1
    assert finished.stderr.startswith("ringback: missing.yaml: ")
    assert len(finished.stderr.splitlines()) == 1


def test_options_take_effect(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    command = f"print(open({str(ready)!r}).read())"

    finished = run(
        *("inspect", "--host", "localhost", "--base-url-port", "0", "--ready-file", str(ready)),
        *("--confdir", str(tmp_path / "conf"), "-q", "--", sys.executable, "-c", command),
        folder=tmp_path,
    )

    told = json.loads(finished.stdout)
    assert (told["mode"], told["host"]) == ("inspect", "localhost")
    assert told["port"] not in (0, 8080)
    assert told["base_url"] is not None
    assert Path(told["ca"]).parent == tmp_path / "conf"
    assert "inspect" not in finished.stderr


ASK = """
import json, sys, urllib.error, urllib.request
try:
    urllib.request.urlopen(json.load(open("ready.json"))["base_url"] + "/v1/Conversations")
except urllib.error.HTTPError as error:
    sys.exit(error.code != 401)
"""


@pytest.mark.parametrize(
    ("option", "line", "details"),
    [("-q", False, False), ("", True, False), ("-v", True, True)],
    ids=["quiet", "normal", "verbose"],
)
def test_the_user_chooses_how_much_is_printed(
    tmp_path: Path, option: str, line: bool, details: bool
) -> None:
    options = ["--base-url-port", "0", "--ready-file", "ready.json"]
    options += [option] if option else []

    finished = run("fake", *options, "--", sys.executable, "-c", ASK, folder=tmp_path)

    assert finished.status == 0, finished
    assert ("GET /v1/Conversations → 401" in finished.stderr) is line
    assert ("  > Host: " in finished.stderr or "  > User-Agent: " in finished.stderr) is details


def test_a_server_listens_on_8080(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):  # somebody else has it, which does as well
            taken.bind(("127.0.0.1", 8080))
            taken.listen()

        finished = run("fake", folder=tmp_path)

    assert finished.status == 1
    assert "port 8080 of 127.0.0.1 is taken" in finished.stderr
