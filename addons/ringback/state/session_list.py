"""The sessions of a state, as the proxies that share it begin and end them."""

from collections.abc import Callable, Mapping
from typing import Any

from ringback.state import session_table
from ringback.state.connection import Connection
from ringback.state.database import Database
from ringback.state.session_table import StoredSession


class SessionList:
    """The sessions that the control API of any proxy has begun or ended.

    Raises StateError if the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: dict[str, int] = {}

    def watch(self, on_change: Callable[[set[str]], None]) -> None:
        """Call `on_change`, in any thread, with the names of those that have changed.

        The database stays open until `close`.
        """

        def compare(begun: dict[str, int]) -> None:
            changed = {name for name, number in begun.items() if self._seen.get(name) != number}
            self._seen = begun
            if changed:
                on_change(changed)

        self._database.hold()
        self._database.on_begun = compare

    async def close(self) -> None:
        """Watch no more."""
        await self._database.release()

    @property
    def proxy(self) -> str:
        """The name of this proxy in the database."""
        return self._database.proxy

    async def find(self, name: str) -> StoredSession | None:
        """Return the session of a name; None if it was never used."""
        return await self._database.ask(lambda connection: session_table.find(connection, name))

    async def list_changed(self, known: Mapping[str, int]) -> list[str]:
        """Return the names of those that have begun or ended, but for those that are as known.

        One that has ended and is not known is left out.
        """
        found = await self._database.ask(session_table.list_all)
        return [
            one.name
            for one in found
            if one.begun != known.get(one.name, 0) and (one.name in known or not one.ended)
        ]

    async def begin(self, name: str, settings: Mapping[str, Any]) -> int:
        """Begin a session for all proxies; return how often it has now begun or ended."""

        def begin(connection: Connection) -> int:
            return session_table.begin(connection, name, settings)

        return await self._database.ask(begin)

    async def end(self, name: str) -> None:
        """End a session for all proxies."""
        await self._database.ask(lambda connection: session_table.end(connection, name))
