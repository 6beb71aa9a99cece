"""Each kind of database, for the tests that are the same on all."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from ringback.state import schema
from ringback.state.connection import Connection
from ringback.state.database import Database
from ringback.state.session_state import SessionState
from ringback.state.sqlite import SqliteConnection
from ringback.twilio.api import TwilioApi
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import Clock

Connect = Callable[[], Connection]


def connect_to_sqlite(folder: Path) -> Connect:
    """Return what makes connections to a new file."""
    return lambda: SqliteConnection(folder / "state.sqlite")


def make_api(clock: Clock | None = None) -> TwilioApi:
    """Return a model with SIDs from a seed."""
    return TwilioApi(clock=clock or Clock(), sids=SeededSids(1))


class Proxy:
    """What a proxy has of a state: a model, and its copy of a session."""

    def __init__(self, connect: Connect, api: TwilioApi | None = None) -> None:
        self.api = api or make_api()
        self.database = Database(connect, "the state")
        self.session = SessionState("default", self.api.replicate())
        self.database.attach(self.session)


def prepared(connect: Connect) -> Connection:
    """Return a connection to a database with all tables."""
    connection = connect()
    schema.prepare(connection, "the state")
    return connection


def make_unusable_states(folder: Path) -> None:
    """Write files that no state can be kept in, by the names that scenes have."""
    (folder / "folder.sqlite").mkdir()
    (folder / "text.sqlite").write_text("no database\n" * 1_000)
    damage(folder / "other.sqlite", "CREATE TABLE people (name TEXT)")
    prepared(lambda: SqliteConnection(folder / "newer.sqlite")).close()
    damage(folder / "newer.sqlite", "UPDATE ringback_schema SET version = 99")


def damage(path: Path, statement: str) -> None:
    """Execute a statement on a file as another program would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)
    connection.close()
