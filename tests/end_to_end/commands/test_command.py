"""`-- COMMAND`: streams, exit status and environment."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.clients import HERE, parse_output, python_client
from tests.support.process.background import Background, Finished
from tests.support.process.launch import PROGRAM
from tests.support.process.ringback import CREDENTIALS, run
from tests.support.twilio.upstream import Upstream

CREATE = python_client("requests", "FriendlyName=Ada")


def fake(folder: Path, *command: str, environment: Mapping[str, str] = CREDENTIALS) -> Finished:
    return run("fake", "--", *command, folder=folder, environment=environment)


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.mark.parametrize(
    ("script", "status"),
    [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143)],
)
def test_the_status_of_the_command_is_returned(tmp_path: Path, script: str, status: int) -> None:
    assert fake(tmp_path, "sh", "-c", script).status == status


def test_the_commands_input_and_output_are_its_own(tmp_path: Path) -> None:
    finished = run("fake", "--", "cat", folder=tmp_path, stdin="one\ntwo\n")

    assert finished.stdout == "one\ntwo\n"


def test_ringback_prints_to_standard_error(tmp_path: Path) -> None:
    finished = fake(tmp_path, *CREATE)

    assert len(finished.stdout.splitlines()) == 1
    assert "POST /v1/Conversations" in finished.stderr
    assert "1 exchange" in finished.stderr
    assert "NO EXCHANGE" not in finished.stderr


def test_options_of_the_command_are_left_to_it(tmp_path: Path) -> None:
    finished = fake(tmp_path, "echo", "--port", "x", "--", "--help")

    assert finished.stdout == "--port x -- --help\n"


def test_a_command_without_requests_gets_a_warning(tmp_path: Path) -> None:
    finished = fake(tmp_path, "true")

    assert finished.status == 0
    assert "no exchange was seen" in finished.stderr.lower()
    assert "real Twilio" in finished.stderr


def test_an_unknown_command_is_an_error(tmp_path: Path) -> None:
    finished = fake(tmp_path, "no-such-program", "--with", "options")

    assert finished.status == 1
    assert finished.stdout == ""
    assert "no-such-program" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_nested_ringback_uses_its_own_proxy(tmp_path: Path) -> None:
    shown = fake(tmp_path, *python("import os; print(os.environ['RINGBACK_ACTIVE'])"))

    assert shown.stdout.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("spelling", "entry"), [("NO_PROXY", "*"), ("no_proxy", "conversations.twilio.com")]
)
def test_no_proxy_cannot_bypass_the_proxy(tmp_path: Path, spelling: str, entry: str) -> None:
    show = python(
        "import json, os; print(json.dumps([os.environ['NO_PROXY'],os.environ['no_proxy']]))"
    )
    environment = {**CREDENTIALS, spelling: f"intra.example,{entry}"}

    finished = fake(tmp_path, *show, environment=environment)

    for value in json.loads(finished.stdout):
        assert value.split(",") == ["intra.example", "localhost", "127.0.0.1", "::1"]
    assert f"{entry} left out of the command's NO_PROXY" in finished.stderr


def test_a_client_that_exempts_twilio_is_answered_too(tmp_path: Path) -> None:
    environment = {**CREDENTIALS, "NO_PROXY": "*", "no_proxy": "*"}

    assert parse_output(fake(tmp_path, *CREATE, environment=environment).stdout).status == 201


def test_cas_of_the_user_stay_trusted(tmp_path: Path, upstream: Upstream) -> None:
    ca = str(upstream.ca)
    environment = {
        **CREDENTIALS,
        "SSL_CERT_FILE": ca,
        "SSL_CERT_DIR": str(tmp_path),
        "REQUESTS_CA_BUNDLE": ca,
        "CURL_CA_BUNDLE": ca,
        "NODE_EXTRA_CA_CERTS": ca,
    }
    both = (
        f"import requests, sys; requests.get({upstream.url!r}); exec(open(sys.argv.pop(1)).read())"
    )

    script = str(HERE / "with_requests.py")

    finished = fake(tmp_path, *python(both), script, environment=environment)

    assert finished.status == 0, finished.stderr
    assert parse_output(finished.stdout).status == 201
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGUSR1])
def test_signals_are_passed_on_and_the_command_decides(
    tmp_path: Path, number: signal.Signals
) -> None:
    code = (
        "import signal, sys\n"
        f"signal.signal({int(number)}, lambda *_: sys.exit(42))\n"
        "print('up', flush=True)\n"
        "signal.pause()\n"
    )
    with Background((*PROGRAM, "fake", "--", *python(code)), tmp_path) as running:
        running.until(lambda: running.stdout or None)

        assert running.stop(number).status == 42


def test_a_command_runs_if_standard_error_is_closed(tmp_path: Path) -> None:
    """No socket of Ringback may take its descriptor, or the command would write to it."""
    finished = subprocess.run(
        (*PROGRAM, "fake", "--", "sh", "-c", "echo out; echo err >&2; exit 7"),
        stdout=subprocess.PIPE, cwd=tmp_path, text=True, check=False,
        preexec_fn=lambda: os.close(2),
    )  # fmt: skip

    assert finished.returncode == 7
    assert finished.stdout == "out\n"


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    folder, runtime = tmp_path / "folder", tmp_path / "runtime"
    folder.mkdir()
    runtime.mkdir(mode=0o700)
    fake(folder, *CREATE, environment=CREDENTIALS | {"XDG_RUNTIME_DIR": str(runtime)})

    # Empty lock files stay: without one that is about to be locked, two could have the lock.
    left = [path for path in runtime.rglob("*") if path.is_file() and path.suffix != ".lock"]
    assert left == []
    assert (runtime / "ringback").is_dir()
    assert list(folder.iterdir()) == []
