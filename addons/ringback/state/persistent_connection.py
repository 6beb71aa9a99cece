"""A connection that is opened anew after it has broken, and what the console says of that."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress

from ringback.state import delivery_table, schema
from ringback.state.connection import Connection, StateError

logger = logging.getLogger(__name__)


class PersistentConnection:
    """The connection of a database's thread, with all tables; raises StateError.

    - `connect` returns a new connection; `shown` is the database in messages.
    - `proxy` is noted to run with each connection.
    - `errors`: what the connection and this class raise when the database cannot be used.
    - `on_open`: called when there is another connection.
    - `is_down`: whether it could not be used when it was asked last.
    """

    def __init__(self, connect: Callable[[], Connection], shown: str, proxy: str) -> None:
        self.is_down = False
        self.on_open: Callable[[], None] = lambda: None
        self._connect = connect
        self._shown = shown
        self._proxy = proxy
        self._failure: tuple[float, StateError] | None = None
        self._connection: Connection | None = self._open()
        self.errors: tuple[type[Exception], ...] = (StateError, *self._connection.errors)

    def _open(self) -> Connection:
        connection = self._connect()
        try:
            schema.prepare(connection, self._shown)
            connection.begin()
            delivery_table.note_running(connection, self._proxy)
            connection.commit()
        except connection.errors as error:
            connection.close()
            raise connection.explain(self._shown, error) from None
        except StateError:
            connection.close()
            raise
        return connection

    def get(self, asked: float | None = None) -> Connection:
        """Return the connection, which is opened if there is none.

        What was `asked` before the last attempt failed, in seconds of `time.monotonic`, fails with
        it: an attempt may take seconds, and many requests wait meanwhile.
        """
        if self._connection is None:
            if asked is not None and self._failure is not None and asked < self._failure[0]:
                raise self._failure[1]
            try:
                self._connection = self._open()
            except StateError as error:
                self._failure = (time.monotonic(), error)
                raise
            self.on_open()
        return self._connection

    @property
    def is_lost(self) -> bool:
        """Whether there was a connection, and it has broken."""
        return self._connection is not None and self._connection.is_lost

    def rollback(self) -> None:
        """End the transaction as if nothing had been written, if there is one."""
        if self._connection is not None:
            self._connection.rollback()

    def drop(self) -> None:
        """Close the connection, whatever state it is in."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*connection.errors):
                connection.rollback()
            with suppress(*connection.errors):
                connection.close()

    def leave(self) -> None:
        """Leave deliveries to other proxies, and close the connection, if there is one."""
        connection = self._connection
        if connection is not None:
            with suppress(*connection.errors):
                connection.begin()
                delivery_table.leave(connection, self._proxy)
                connection.commit()
        self.drop()

    def note_down(self, error: Exception) -> None:
        """Log that the database cannot be used, the first time."""
        if not self.is_down:
            reason = error.reason if isinstance(error, StateError) else str(error)
            logger.error(
                "the state in %s cannot be used: %s; requests get a 503 until it can",
                self._shown,
                reason.strip().partition("\n")[0].removeprefix(f"{self._shown}: "),
            )
        self.is_down = True

    def note_up(self) -> None:
        """Log that the database can be used again, if it could not."""
        if self.is_down:
            logger.warning("the state in %s can be used again", self._shown)
        self.is_down = False
