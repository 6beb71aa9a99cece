import json
import os
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ringback.errors import RingbackError
from ringback_proxy.cli import env
from ringback_proxy.client_setup.certificates import Authority
from ringback_proxy.runtime_files import paths, ready_file
from ringback_proxy.runtime_files.ready_file import Ready


@pytest.fixture
def confdir(tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    (tmp_path / "ringback-ca.pem").write_bytes(authority.root.read_bytes())
    return tmp_path


def announce(confdir: Path, port: int, pid: int | None = None) -> Path:
    root = confdir / "ringback-ca.pem"
    url = f"http://127.0.0.1:{port}"
    facts = Ready("fake", pid or os.getpid(), "127.0.0.1", port, url, None, str(root), str(root))
    path = paths.make_runtime_dir(confdir) / f"ready-{port}.json"
    ready_file.write(path, facts)
    return path


def invoke(confdir: Path, *arguments: str) -> Result:
    return CliRunner().invoke(env.env, ["--confdir", str(confdir), *arguments])


def ended_pid() -> int:
    code = "import os; print(os.getpid())"
    return int(subprocess.run((sys.executable, "-c", code), capture_output=True, check=True).stdout)


def test_a_shell_can_evaluate_the_variables(confdir: Path) -> None:
    announce(confdir, 8080)

    printed = invoke(confdir).stdout
    shown = subprocess.run(
        ("sh", "-c", f'{printed}\nprintf "%s\\n" "$HTTPS_PROXY" "$NODE_OPTIONS" "$SSL_CERT_FILE"'),
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip

    assert shown[0] == "http://127.0.0.1:8080"
    assert shlex.split(shown[1])[0] == "--require"
    assert shown[2] == str(confdir / "env" / "bundle.pem")


def test_the_named_files_exist(confdir: Path) -> None:
    announce(confdir, 8080)

    variables = json.loads(invoke(confdir, "--format", "json").stdout)

    assert Path(variables["SSL_CERT_FILE"]).is_file()
    assert Path(variables["WGETRC"]).is_file()
    assert (confdir / "env" / "truststore.jks").is_file()


def test_a_no_proxy_that_covers_twilio_is_reported(
    confdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(confdir, 8080)
    monkeypatch.setenv("NO_PROXY", "twilio.com")

    told = invoke(confdir)

    assert "twilio.com left out of NO_PROXY" in told.stderr
    assert "twilio.com left out" not in told.stdout


def test_what_github_refuses_is_left_out_and_reported(confdir: Path) -> None:
    announce(confdir, 8080)

    told = invoke(confdir, "--format", "github")

    assert "NODE_OPTIONS=" not in told.stdout
    assert "NODE_USE_ENV_PROXY=1" in told.stdout.splitlines()
    assert "NODE_OPTIONS left out" in told.stderr


@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("sh", "export NAME='a b'"),
        ("dotenv", "NAME=a b"),
        ("github", "NAME=a b"),
        ("json", '  "NAME": "a b"'),
    ],
)
def test_variables_are_printed_in_each_format(style: str, line: str) -> None:
    assert line in env.format_variables({"NAME": "a b"}, style).splitlines()


def test_a_value_that_looks_like_a_comment_is_quoted_in_dotenv() -> None:
    assert env.format_variables({"NAME": "a #b"}, "dotenv") == "NAME='a #b'"


def test_no_running_proxy_is_an_error_with_what_to_type(confdir: Path) -> None:
    with pytest.raises(RingbackError, match="ringback fake"):
        env.find_running(confdir)


def test_a_port_without_a_proxy_is_an_error(confdir: Path) -> None:
    announce(confdir, 8080)

    with pytest.raises(RingbackError, match="no proxy is running on port 8081"):
        env.find_running(confdir, 8081)


def test_several_running_proxies_are_distinguished_by_port(confdir: Path) -> None:
    announce(confdir, 8080)
    announce(confdir, 8081)

    with pytest.raises(RingbackError, match="ringback env --port 8080") as error:
        env.find_running(confdir)

    assert "fake on port 8081" in str(error.value)
    assert env.find_running(confdir, 8081).port == 8081


def test_the_ready_file_of_a_proxy_that_has_ended_is_removed(confdir: Path) -> None:
    gone = announce(confdir, 1, ended_pid())
    announce(confdir, 8080)

    assert env.find_running(confdir).port == 8080
    assert not gone.exists()


def test_a_ready_file_may_be_named(confdir: Path) -> None:
    assert env.find_running(confdir, announced=announce(confdir, 8080)).port == 8080


def test_naming_the_ready_file_of_a_proxy_that_has_ended_is_an_error(confdir: Path) -> None:
    with pytest.raises(RingbackError, match="is not the ready-file of a running proxy"):
        env.find_running(confdir, announced=announce(confdir, 1, ended_pid()))


def test_naming_a_missing_ready_file_is_an_error(confdir: Path) -> None:
    with pytest.raises(RingbackError, match=r"missing\.json is not the ready-file"):
        env.find_running(confdir, announced=confdir / "missing.json")


def test_a_folder_that_cannot_be_written_is_an_error(confdir: Path) -> None:
    announce(confdir, 8080)
    (confdir / "env").touch()

    result = invoke(confdir)

    assert isinstance(result.exception, RingbackError)
    assert "that can be written with --confdir" in str(result.exception)


def test_the_control_api_and_its_token_are_printed(confdir: Path) -> None:
    path = announce(confdir, 8080)
    facts = ready_file.read(path)
    assert facts is not None
    control_url = "http://127.0.0.1:8080/ringback"
    ready_file.write(path, replace(facts, control_url=control_url, control_token="a-token"))

    variables = json.loads(invoke(confdir, "--format", "json").stdout)

    assert variables["RINGBACK_CONTROL_URL"] == control_url
    assert variables["RINGBACK_CONTROL_TOKEN"] == "a-token"


def test_without_a_token_nothing_is_said_of_the_control_api(confdir: Path) -> None:
    announce(confdir, 8080)

    assert "RINGBACK_CONTROL" not in invoke(confdir).stdout
