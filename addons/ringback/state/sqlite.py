"""A state in one file: for one proxy, or for several on the same machine."""

import os
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ringback.files import is_folder
from ringback.state.connection import Parameters, StateError

# Seconds that a transaction waits for another one.
BUSY_TIMEOUT = 5.0


class SqliteConnection:
    """A connection to a file, which is created if it is missing; raises StateError.

    The journal is SQLite's WAL: whatever was committed is there after a kill -9. After a loss of
    power the newest changes may be missing (`synchronous` is NORMAL), but nothing is damaged.
    """

    errors: tuple[type[Exception], ...] = (sqlite3.Error,)
    for_update = ""  # the transaction has locked the file
    now = "((julianday('now') - 2440587.5) * 86400.0)"
    identity = "INTEGER PRIMARY KEY AUTOINCREMENT"
    blob = "BLOB"
    number = "INTEGER"
    elsewhere = "path"

    def __init__(self, path: Path) -> None:
        try:
            _create(path)
            self._connection = sqlite3.connect(
                path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise _make_error(path, error) from None
        try:
            self._set_up()
        except sqlite3.Error as error:
            self._connection.close()
            raise _make_error(path, error) from None

    def _set_up(self) -> None:
        deadline = time.monotonic() + BUSY_TIMEOUT
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                break
            except sqlite3.OperationalError as error:
                # This one statement does not wait for another process that does the same.
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)  # nothing tells when the other process is done
        self._connection.execute("PRAGMA synchronous = NORMAL")

    @property
    def is_lost(self) -> bool:
        """Whether the connection has broken: a file's never does."""
        return False

    def begin(self) -> None:
        """Begin a transaction, when no other process is in one."""
        self._connection.execute("BEGIN IMMEDIATE")

    def begin_reading(self) -> None:
        """Begin a transaction that sees one moment, and keeps nobody from writing."""
        self._connection.execute("BEGIN")

    def begin_migration(self) -> None:
        """Begin a transaction, which has locked the file."""
        self.begin()

    def execute(self, statement: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        return self._connection.execute(statement, parameters).fetchall()

    def execute_many(self, statement: str, parameters: Iterable[Parameters]) -> None:
        """Execute a statement with each set of parameters."""
        self._connection.executemany(statement, parameters)

    def commit(self) -> None:
        """End the transaction: what it has written is in the file."""
        self._connection.execute("COMMIT")

    def rollback(self) -> None:
        """End the transaction as if nothing had been written."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def list_tables(self) -> set[str]:
        """Return the names of the tables in the file."""
        return {name for (name,) in self.execute("SELECT name FROM sqlite_master")}

    def explain(self, shown: str, error: Exception) -> StateError:
        """Return an error that says why the file cannot be used."""
        return StateError(f"{shown}: the state cannot be used ({error})", str(error))


def _create(path: Path) -> None:
    """Create the file for its owner alone, as it holds messages; SQLite's others get the same."""
    if not path.exists() and str(path) != ":memory:":
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _make_error(path: Path, error: Exception) -> StateError:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return StateError(_explain(path, error, reason), reason)


def _explain(path: Path, error: Exception, reason: str) -> str:
    if not isinstance(error, PermissionError) and not is_folder(path.parent):
        return f"{path}: there is no folder {path.parent}; create it, or give --state another path"
    if is_folder(path):
        return f"{path} is a folder; give --state a file in it, such as {path / 'state.sqlite'}"
    if "not a database" in str(error):
        return (
            f"{path} is not a database of SQLite; give --state another path, or move that file away"
        )
    return f"{path}: the state cannot be opened ({reason}); give --state a path that can be written"
