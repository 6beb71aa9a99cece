import json
import os
import socket
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ringback.errors import RingbackError
from ringback_proxy.runtime_files import ready_file
from ringback_proxy.runtime_files.ready_file import Ready

FACTS = Ready(
    mode="fake",
    pid=7,
    host="127.0.0.1",
    port=8080,
    proxy_url="http://127.0.0.1:8080",
    base_url=None,
    ca="/ca.pem",
    bundle="/bundle.pem",
)


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),
        ("::", "[::1]"),
        ("::1", "[::1]"),
        ("192.168.0.7", "192.168.0.7"),
    ],
)
def test_a_listening_address_is_reached_by_a_host(host: str, reached: str) -> None:
    assert ready_file.to_client_host(host) == reached


def test_the_file_has_what_a_client_needs(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"

    ready_file.write(path, FACTS)

    assert json.loads(path.read_text()) == {
        "mode": "fake",
        "pid": 7,
        "host": "127.0.0.1",
        "port": 8080,
        "proxy_url": "http://127.0.0.1:8080",
        "base_url": None,
        "ca": "/ca.pem",
        "bundle": "/bundle.pem",
        "control_url": "",
        "control_token": "",
    }


def test_a_file_with_a_token_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    controlled = replace(FACTS, control_url="http://127.0.0.1:1/ringback", control_token="secret")

    ready_file.write(path, controlled)

    assert path.stat().st_mode & 0o777 == 0o600
    assert ready_file.read(path) == controlled
    assert "secret" not in repr(controlled)
    assert controlled.control_variables == {
        "RINGBACK_CONTROL_URL": "http://127.0.0.1:1/ringback",
        "RINGBACK_CONTROL_TOKEN": "secret",
    }
    assert FACTS.control_variables == {}


def test_a_file_with_a_password_is_private(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"

    ready_file.write(path, replace(FACTS, proxy_url="http://anna:secret@127.0.0.1:8080"))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_missing_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "ready.json"

    ready_file.write(path, FACTS)

    assert path.is_file()


def test_the_file_is_written_atomically(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text("of another run")
    before = path.stat().st_ino

    ready_file.write(path, FACTS)

    assert path.stat().st_ino != before
    assert [path.name for path in tmp_path.iterdir()] == ["ready.json"]


@pytest.mark.parametrize("name", ["a file/ready.json", "a folder"])
def test_a_file_that_cannot_be_written_is_the_operators_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").touch()
    (tmp_path / "a folder").mkdir()

    with pytest.raises(RingbackError, match="give another --ready-file") as error:
        ready_file.write(tmp_path / name, FACTS)

    assert str(tmp_path / name) in str(error.value)
    assert {path.name for path in tmp_path.iterdir()} == {"a file", "a folder"}


def test_the_file_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    ready_file.write(path, FACTS)

    ready_file.remove(path)

    assert not path.exists()


def test_removing_a_missing_file_is_no_error(tmp_path: Path) -> None:
    ready_file.remove(tmp_path / "ready.json")


# --- finding a running proxy


def test_what_was_written_can_be_read(tmp_path: Path) -> None:
    ready_file.write(tmp_path / "ready.json", FACTS)

    assert ready_file.read(tmp_path / "ready.json") == FACTS


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"mode": "fake"}'])
def test_a_malformed_ready_file_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "ready.json").write_text(content)

    assert ready_file.read(tmp_path / "ready.json") is None


def test_a_ready_file_that_is_gone_is_none(tmp_path: Path) -> None:
    assert ready_file.read(tmp_path / "ready.json") is None


def test_every_ready_file_of_a_folder_is_found_in_order(tmp_path: Path) -> None:
    ready_file.write(tmp_path / "ready-2.json", FACTS)
    (tmp_path / "ready-1.json").write_text("torn")
    (tmp_path / "other.json").touch()

    assert list(ready_file.read_all(tmp_path)) == [
        (tmp_path / "ready-1.json", None),
        (tmp_path / "ready-2.json", FACTS),
    ]


@pytest.fixture
def ended() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_proxy_whose_process_runs_is_served() -> None:
    assert ready_file.is_served(replace(FACTS, pid=os.getpid(), port=1))


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_proxy_in_another_container_is_served_if_its_port_is_open(ended: int, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        facts = replace(FACTS, pid=ended, host=host, port=server.getsockname()[1])

        assert ready_file.is_served(facts)


def test_a_proxy_that_was_killed_is_not_served(ended: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert not ready_file.is_served(replace(FACTS, pid=ended, port=port))
