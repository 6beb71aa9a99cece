import os
from pathlib import Path

import pytest

from ringback.errors import StartFileError
from ringback.state_files import start_file
from ringback.state_files.start_file import MOST_PROBLEMS, read_start_file
from ringback.twilio.state_document.records import StateDocument

ACCOUNT = "AC" + "a" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "start.yaml"


def read(path: Path, account_sid: str | None = None, *, adopts: bool = True) -> StateDocument:
    return read_start_file(path, account_sid, adopts_services=adopts)


def refuse(path: Path, account_sid: str | None = None, *, adopts: bool = True) -> str:
    with pytest.raises(StartFileError) as refused:
        read(path, account_sid, adopts=adopts)
    assert refused.value.exit_status == 1
    return str(refused.value)


def test_a_file_is_read(path: Path) -> None:
    path.write_text("conversations: [{unique_name: t}]")
    assert len(read(path).accounts) == 1


def test_a_byte_order_mark_is_no_mistake(path: Path) -> None:
    path.write_bytes("\ufeffconversations: []".encode())
    assert read(path).account_sids == ()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", ": it is empty; an empty state is `conversations: []`"),
        (b"a: 1\nb: \xff", ":2: it is not UTF-8; save it as UTF-8"),
        ("a: 1".encode("utf-16"), ":1: it is not UTF-8; save it as UTF-8"),
        (b"a: [1\nb: c", ":2: it is not YAML: "),
        (b"- a", ":1: a start file is a mapping"),
        (b"conversations: [{state: opened}]", ":1: state is 'opened', which Twilio refuses"),
        (b"conversations: [{messages: [{author: a}]}]", ":1: Twilio refuses this message"),
    ],
)
def test_a_wrong_file_is_named_with_the_line(path: Path, data: bytes, message: str) -> None:
    path.write_bytes(data)
    assert refuse(path).startswith(f"{path}{message}")


def test_a_missing_file_is_named(path: Path) -> None:
    advice = "name a start file, or leave --start-with out"
    assert refuse(path) == f"{path}: it cannot be read (No such file or directory); {advice}"


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_not_read(path: Path, kind: str) -> None:
    path.mkdir() if kind == "folder" else os.mkfifo(path)
    assert refuse(path) == f"{path}: it is no file; name a YAML file, such as start.yaml"


def test_a_file_that_is_too_large_is_not_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(start_file.LARGEST + 1)
    assert "bytes, and 67108864 are accepted; leave out contents of files" in refuse(path)


def test_all_mistakes_are_named_in_order_and_of_very_many_the_first(path: Path) -> None:
    path.write_text("users:\n" + "  - {identty: a}\n" * 50)
    first, *others = refuse(path).splitlines()
    assert first.startswith(f"{path}:2: ")
    assert others[-1] == f"and {100 - MOST_PROBLEMS} more mistakes"
    assert len(others) == MOST_PROBLEMS


def test_another_account_than_the_accepted_one_is_a_mistake(path: Path) -> None:
    path.write_text(f"account_sid: {ACCOUNT}")
    assert "and --account-sid is AC0; leave account_sid out of the file" in refuse(path, "AC0")
    assert read(path, ACCOUNT).account_sids == (ACCOUNT,)


def test_an_unknown_role_is_a_mistake_if_unknown_ones_are_refused(path: Path) -> None:
    path.write_text(f"users: [{{identity: a, role_sid: RL{'a' * 32}}}]")
    assert "Twilio refuses this user" in refuse(path, adopts=False)
    assert len(read(path).accounts) == 1
