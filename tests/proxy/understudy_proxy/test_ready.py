import json
from pathlib import Path

import pytest

from understudy.errors import UnderstudyError
from understudy_proxy import ready
from understudy_proxy.ready import Ready

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
    assert ready.client_host(host) == reached


def test_the_file_tells_what_a_client_needs(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"

    ready.write(path, FACTS)

    assert json.loads(path.read_text()) == {
        "mode": "fake",
        "pid": 7,
        "host": "127.0.0.1",
        "port": 8080,
        "proxy_url": "http://127.0.0.1:8080",
        "base_url": None,
        "ca": "/ca.pem",
        "bundle": "/bundle.pem",
    }


def test_missing_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "ready.json"

    ready.write(path, FACTS)

    assert path.is_file()


def test_the_file_is_there_at_once_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text("of another run")
    before = path.stat().st_ino

    ready.write(path, FACTS)

    assert path.stat().st_ino != before
    assert [path.name for path in tmp_path.iterdir()] == ["ready.json"]


@pytest.mark.parametrize("name", ["a file/ready.json", "a folder"])
def test_a_file_that_cannot_be_written_is_the_operators_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").touch()
    (tmp_path / "a folder").mkdir()

    with pytest.raises(UnderstudyError, match="give another --ready-file") as error:
        ready.write(tmp_path / name, FACTS)

    assert str(tmp_path / name) in str(error.value)
    assert {path.name for path in tmp_path.iterdir()} == {"a file", "a folder"}


def test_the_file_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    ready.write(path, FACTS)

    ready.remove(path)

    assert not path.exists()


def test_a_file_that_somebody_removed_is_no_trouble(tmp_path: Path) -> None:
    ready.remove(tmp_path / "ready.json")
