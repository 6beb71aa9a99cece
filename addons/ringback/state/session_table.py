"""The sessions that the control API has begun or ended, in the tables of a state."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ringback.state import records
from ringback.state.connection import Connection

# Of those that have ended; a late request of an older one begins it anew.
KEPT = 1_000


class Listed(NamedTuple):
    """A session in the list of all."""

    name: str
    begun: int
    ended: bool


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as all proxies see it.

    - `begun`: how often it was begun or ended, which tells one that is begun anew.
    - `settings`: what it was begun with, as JSON; None if a client has only named it.
    """

    begun: int
    settings: Mapping[str, Any] | None
    ended: bool


def find(connection: Connection, name: str) -> StoredSession | None:
    """Return the session of a name; None if it was never used."""
    found = connection.execute(
        "SELECT begun, settings, ended FROM sessions WHERE name = ?", (name,)
    )
    if not found:
        return None
    begun, settings, ended = found[0]
    return StoredSession(begun, None if settings is None else json.loads(settings), bool(ended))


def list_all(connection: Connection) -> list[Listed]:
    """Return the sessions that were begun or ended, and how often."""
    rows = connection.execute("SELECT name, begun, ended FROM sessions WHERE begun > 0")
    return [Listed(name, begun, bool(ended)) for name, begun, ended in rows]


def begin(connection: Connection, name: str, settings: Mapping[str, Any]) -> int:
    """Begin a session, or begin it anew; return how often it has now begun or ended."""
    return _replace(connection, name, json.dumps(settings), "0")


def end(connection: Connection, name: str) -> None:
    """End a session, and forget those that have ended long ago."""
    _replace(connection, name, None, "(SELECT COALESCE(MAX(ended), 0) + 1 FROM sessions)")
    # In one order, so that two proxies do not wait for each other.
    connection.execute(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE ended > 0 AND ended <= "
        f"(SELECT MAX(ended) FROM sessions) - {KEPT} ORDER BY id{connection.for_update})"
    )


def _replace(connection: Connection, name: str, settings: str | None, ended: str) -> int:
    ((session, begun),) = connection.execute(
        "INSERT INTO sessions (name, version, epoch, begun, ended, settings) "
        f"VALUES (?, 0, 0, 1, {ended}, ?) ON CONFLICT (name) DO UPDATE SET "
        "version = sessions.version + 1, epoch = sessions.epoch + 1, begun = sessions.begun + 1, "
        "ended = excluded.ended, settings = excluded.settings, counts = NULL, clock = NULL, "
        "faults = NULL RETURNING id, begun",
        (name, settings),
    )
    records.delete(connection, session)
    return int(begun)
