"""Opens databases by the setting `--state`, each once in a process."""

from collections.abc import Callable
from pathlib import Path
from weakref import WeakValueDictionary

from ringback.settings.postgresql_url import hide_password, is_postgresql_url
from ringback.state.connection import Connection, StateError
from ringback.state.database import Database
from ringback.state.sqlite import SqliteConnection

_opened: WeakValueDictionary[str, Database] = WeakValueDictionary()


def open_database(state: str) -> Database:
    """Return the database of a setting, which is opened or created; raises StateError."""
    is_url = is_postgresql_url(state)
    name = state if is_url else str(Path(state).absolute())
    database = _opened.get(name)
    if database is None or database.is_closed:
        connect = _choose_postgresql(state) if is_url else lambda: SqliteConnection(Path(name))
        database = Database(connect, hide_password(state) if is_url else state)
        _opened[name] = database
    return database


def _choose_postgresql(url: str) -> Callable[[], Connection]:
    try:
        from ringback.state.postgresql import PostgresqlConnection
    except ImportError as error:
        raise StateError(
            f"{hide_password(url)} needs the package psycopg ({error}); "
            'python -m pip install "ringback[postgresql]" installs it'
        ) from None
    return lambda: PostgresqlConnection(url)
