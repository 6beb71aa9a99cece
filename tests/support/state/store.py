"""The database of `make test-state`, of the kind that RINGBACK_TEST_STORE names."""

import itertools
import os
import uuid
from contextlib import ExitStack
from pathlib import Path

from ringback.state import schema
from ringback.state.connection import Connection
from ringback.state.postgresql import PostgresqlConnection
from ringback.state.sqlite import SqliteConnection
from tests.support.state.postgresql import new_database

# Read on import: the tests themselves have a clean environment.
KIND = os.environ.get("RINGBACK_TEST_STORE", "sqlite")
assert KIND in ("sqlite", "postgresql"), f"RINGBACK_TEST_STORE={KIND}: sqlite or postgresql"

# Seconds.
_PATIENCE = 600.0

_numbers = itertools.count(1)
_connections: list[PostgresqlConnection] = []
_databases = ExitStack()
_servers: list[str] = []


def open_store() -> tuple[Connection, str]:
    """Return a connection, and the name of a new session: in PostgreSQL all tests share one."""
    if KIND == "postgresql":
        return _connections[0], f"session-{next(_numbers)}"
    connection = SqliteConnection(Path(":memory:"))
    schema.prepare(connection, "the tests' state")
    return connection, "default"


def use_database(url: str) -> None:
    """Have all tests of this process use a database of PostgreSQL, until it is closed."""
    _servers.append(url)
    connection = PostgresqlConnection(url, answer_timeout=_PATIENCE)
    schema.prepare(connection, "the tests' state")
    connection.execute("SET synchronous_commit = off")  # the state is tested, not the disk
    # A lost connection would fail all tests after it, and the machine may be busy.
    connection.execute("SET idle_in_transaction_session_timeout = 0")
    _connections.append(connection)


def close_database() -> None:
    """Close the connection that all tests have used, and remove what processes have."""
    _databases.close()
    _servers.clear()
    _connections.pop().close()


def create_state(folder: Path) -> str:
    """Return a value of `--state` with nothing in it."""
    if KIND == "postgresql":
        return _databases.enter_context(new_database(_servers[0]))
    return str(folder / f"{uuid.uuid4().hex}.sqlite")
