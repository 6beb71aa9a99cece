import stat
from pathlib import Path

import pytest

from ringback.state.connection import StateError
from ringback.state.sqlite import SqliteConnection
from tests.support.state.databases import connect_to_sqlite, prepared


def test_only_its_owner_can_read_the_files_of_a_state(tmp_path: Path) -> None:
    connection = prepared(connect_to_sqlite(tmp_path))

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    connection.close()

    assert modes == dict.fromkeys(("state.sqlite", "state.sqlite-wal", "state.sqlite-shm"), 0o600)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=rf"there is no folder {tmp_path}/no; create it"):
        SqliteConnection(tmp_path / "no" / "state.sqlite")


def test_a_path_that_cannot_be_looked_up_is_named(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"cannot be opened \(File name too long\)"):
        SqliteConnection(tmp_path / ("x" * 300))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(
        StateError, match=r"is a folder; give --state a file in it, such as .*state"
    ):
        SqliteConnection(tmp_path)


def test_a_file_of_another_kind_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_text("no database, but long enough to have a header of one\n" * 100)

    with pytest.raises(StateError, match=r"is not a database of SQLite; give --state another path"):
        SqliteConnection(path)
    assert path.read_text().startswith("no database")


def test_a_file_that_cannot_be_opened_is_explained() -> None:
    with pytest.raises(StateError, match=r"cannot be opened \(.*\); give --state a path"):
        SqliteConnection(Path("/proc/state.sqlite"))


def test_what_was_rolled_back_is_not_there(tmp_path: Path) -> None:
    connection = prepared(connect_to_sqlite(tmp_path))
    connection.rollback()  # there is nothing to roll back yet
    connection.begin()
    connection.execute("INSERT INTO sessions (name, version, epoch) VALUES ('a', 0, 0)")
    connection.rollback()

    assert connection.execute("SELECT * FROM sessions") == []
    assert not connection.is_lost
    connection.close()
