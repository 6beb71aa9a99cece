"""Errors of the user: one line that says what to do, and the exit status."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.process.ringback import run

COMMAND = ("--", "true")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with every kind of file that is not a cassette."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.yaml").write_text("This is not a cassette.\n")
    (tmp_path / "broken.yaml").write_text("version: 1\ninteractions:\n- request: [\n")
    (tmp_path / "other.yaml").write_text("services:\n  web: {}\n")
    (tmp_path / "newer.yaml").write_text("version: 2\ninteractions: []\n")
    (tmp_path / "python.yaml").write_text("!!python/object/apply:os.system ['touch owned']\n")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "file").write_text("")
    (tmp_path / "no-pem.pem").write_text("hello\n")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["replay", "-c", "missing.yaml"], ["missing.yaml", "record"]),
        (["replay", "-c", "empty"], ["empty", ".yaml"]),
        (["replay", "-c", "text.yaml"], ["text.yaml", "cassette"]),
        (["replay", "-c", "broken.yaml"], ["broken.yaml:4"]),
        (["replay", "-c", "other.yaml"], ["other.yaml", "cassette"]),
        (["replay", "-c", "newer.yaml"], ["newer.yaml", "version"]),
        (["replay", "-c", "python.yaml"], ["python.yaml:1"]),
        (["replay", "-c", "loop.yaml"], ["loop.yaml"]),
        (["record", "-c", "text.yaml"], ["text.yaml", "cassette"]),
        (["record", "-c", "file/below.yaml"], ["file"]),
        (["record", "--upstream-ca", "missing.pem"], ["missing.pem"]),
        (["record", "--upstream-ca", "no-pem.pem"], ["no-pem.pem"]),
        (["fake", "-c", "missing.yaml"], ["missing.yaml", "record"]),
        (["fake", "--ready-file", "file/ready.json"], ["file/ready.json"]),
        (["fake", "--confdir", "file/confdir"], ["file/confdir"]),
        (["fake", "--host", "256.0.0.1"], ["256.0.0.1"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_an_unusable_file_is_one_line_and_status_1(
    folder: Path, arguments: list[str], expected: list[str]
) -> None:
    finished = run(*arguments, *COMMAND, folder=folder)

    assert finished.status == 1, finished
    assert finished.stdout == ""
    assert len(finished.stderr.splitlines()) == 1, finished.stderr
    assert finished.stderr.startswith("ringback: ")
    for word in expected:
        assert word in finished.stderr
    assert not (folder / "owned").exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["fake", "--port", "http"], ["--port", "http"]),
        (["fake", "--port", "65536"], ["--port", "65536"]),
        (["fake", "--now", "yesterday"], ["yesterday", "ISO 8601"]),
        (["fake", "--seed", "x"], ["'x'", "7"]),
        (["fake", "--account-sid", "SK1"], ["SK1", "AC"]),
        (["fake", "--validation", "lax"], ["lax", "strict", "warn"]),
        (["fake", "--redact", "x"], ["--redact"]),
        (["replay", "--match-on", "method,colour"], ["colour", "body"]),
        (["replay", "--record-mode", "all"], ["--record-mode"]),
        (["record", "--record-mode", "any"], ["any", "new_episodes", "once", "all"]),
        (["record", "--upstream", "localhost"], ["localhost", "https://"]),
        (["record", "--upstream", "https://localhost/v1"], ["https://localhost"]),
        (["record", "-c", "empty"], ["empty"]),
        (["record", "-c", "a.yaml", "-c", "b.yaml"], ["--cassette once"]),
        (["record", "--upstream-timeout", "soon"], ["soon"]),
        (["perform"], ["perform"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_a_usage_error_names_what_is_accepted_with_status_2(
    folder: Path, arguments: list[str], expected: list[str]
) -> None:
    finished = run(*arguments, *COMMAND, folder=folder)

    assert finished.status == 2, finished
    assert finished.stdout == ""
    assert "Traceback" not in finished.stderr
    for word in expected:
        assert word in finished.stderr


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("option", ["--port", "--base-url-port"])
def test_a_taken_port_is_named(tmp_path: Path, taken: int, option: str) -> None:
    finished = run("fake", option, str(taken), *COMMAND, folder=tmp_path)

    assert finished.status == 1
    assert len(finished.stderr.splitlines()) == 1, finished.stderr
    assert f"port {taken} of 127.0.0.1 is taken" in finished.stderr
    assert f"{option} 0" in finished.stderr


def test_options_in_the_environment_are_checked_too(tmp_path: Path) -> None:
    finished = run("fake", *COMMAND, folder=tmp_path, environment={"RINGBACK_PORT": "http"})

    assert finished.status == 2
    assert "http" in finished.stderr


@pytest.mark.parametrize("mode", ["fake", "replay", "record", "inspect"])
def test_the_help_has_two_examples(tmp_path: Path, mode: str) -> None:
    finished = run(mode, "--help", folder=tmp_path)

    assert finished.status == 0
    examples = finished.stdout.partition("Examples:")[2].partition("Options:")[0].split("\n")
    assert len([line for line in examples if line.startswith(f"    ringback {mode} ")]) == 2
