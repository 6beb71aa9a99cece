"""What the state needs of a database, and how the kinds of databases differ."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from ringback.errors import RingbackError

Parameters = Sequence[Any]


class StateError(RingbackError):
    """The state cannot be used: at the start an operator's error, later a 503.

    `reason` is the message without the database and the next step, where it has both.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason or message


class SessionMovedError(RingbackError):
    """Another proxy has ended the session, or has begun it anew with its settings."""


class Connection(Protocol):
    """A connection to a database; statements have `?` for their parameters.

    - `errors`: what its methods raise when the database cannot do something.
    - `for_update`: the end of a SELECT that locks its row until the transaction ends.
    - `now`: the expression of the database's time, in seconds.
    - `is_lost`: whether it has broken, and a new one is needed.
    - `identity`, `blob`, `number`: types of columns.
    - `elsewhere`: what can be given to `--state` in its place.
    """

    errors: tuple[type[Exception], ...]
    for_update: str
    now: str
    identity: str
    blob: str
    number: str
    elsewhere: str

    @property
    def is_lost(self) -> bool:
        """Whether the connection has broken."""
        ...

    def begin(self) -> None:
        """Begin a transaction that is to write."""
        ...

    def begin_reading(self) -> None:
        """Begin a transaction that sees one moment, and keeps nobody from writing."""
        ...

    def begin_migration(self) -> None:
        """Begin a transaction that alone creates tables."""
        ...

    def execute(self, statement: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        ...

    def execute_many(self, statement: str, parameters: Iterable[Parameters]) -> None:
        """Execute a statement with each set of parameters."""
        ...

    def commit(self) -> None:
        """End the transaction: what it has written is there for everybody."""
        ...

    def rollback(self) -> None:
        """End the transaction as if nothing had been written."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...

    def list_tables(self) -> set[str]:
        """Return the names of the tables, another program's too."""
        ...

    def explain(self, shown: str, error: Exception) -> StateError:
        """Return an error that says why a database cannot be used, with what to do next."""
        ...
