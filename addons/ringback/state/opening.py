"""Opens databases by the setting `--state`, each once in a process."""

from pathlib import Path
from weakref import WeakValueDictionary

from ringback.state.database import Database
from ringback.state.sqlite import SqliteConnection

_opened: WeakValueDictionary[str, Database] = WeakValueDictionary()


def open_database(state: str) -> Database:
    """Return the database of a setting, which is opened or created; raises StateError."""
    path = Path(state).absolute()
    database = _opened.get(str(path))
    if database is None or database.is_closed:
        database = Database(lambda: SqliteConnection(path), state)
        _opened[str(path)] = database
    return database
