"""One session in a database, and its copy in memory."""

import json
from collections.abc import Callable
from typing import Any

from ringback.state import delivery_table, records
from ringback.state.connection import Connection
from ringback.state.shared_clock import SharedClock
from ringback.twilio.replication.replica import Replica
from ringback.twilio.webhooks.event import WebhookRequest

# No session has this epoch.
_NONE = -1


class SessionState:
    """The state of a session: `replica` is its copy in memory, which is loaded on first use.

    - `clock` is the session's, if it can be shared.
    - `version` and `epoch` are those of the copy: a reset of the session begins a new epoch.
    - `look`: called in the thread of the database, after the model was asked or has changed.
    - `on_news`: called in any thread with what another proxy has left to deliver, and whenever
      another proxy has changed something.
    - `generation`: grows when the copy is thrown away.
    - `handed`: the deliveries that this proxy has begun, by number.
    """

    def __init__(
        self,
        name: str,
        replica: Replica,
        clock: SharedClock | None = None,
    ) -> None:
        self.name = name
        self.id: int | None = None
        self.version = 0
        self.generation = 0
        self.handed: set[int] = set()
        self.look: Callable[[], None] = lambda: None
        self.on_news: Callable[[tuple[WebhookRequest, ...]], None] = lambda _: None
        self._replica = replica
        self._counts = replica.counts
        self._clock = clock
        self._epoch = _NONE
        self._known_counts: dict[str, int] = {}
        self._known_clock: str | None = None

    def forget(self) -> None:
        """Throw the copy away, which may differ from the database."""
        self._replica.clear()
        self.generation += 1
        self.version, self._epoch = 0, _NONE
        self._set_counts(None)

    def sync(self, connection: Connection) -> None:
        """Lock the session, and apply what others have changed."""
        row = self._lock(connection)
        if row is None:
            connection.execute(
                "INSERT INTO sessions (name, version, epoch) VALUES (?, 0, 0) "
                "ON CONFLICT DO NOTHING",
                (self.name,),
            )
            row = self._lock(connection)
            assert row is not None
        self.id, version, epoch, counts, clock = row
        if epoch != self._epoch:
            self.forget()
            self._epoch, self._known_clock = epoch, None
            self._set_counts(counts)
            self._set_clock(clock)
        if version != self.version:
            self._replica.apply(records.read(connection, row[0], self.version))
            self.version = version
            self._set_counts(counts)
            self._set_clock(clock)

    def _lock(self, connection: Connection) -> tuple[Any, ...] | None:
        found = connection.execute(
            "SELECT id, version, epoch, counts, clock FROM sessions WHERE name = ?"
            + connection.for_update,
            (self.name,),
        )
        return found[0] if found else None

    def _set_counts(self, text: str | None) -> None:
        self._known_counts = {} if text is None else json.loads(text)
        if self._counts is not None:
            self._counts.clear()
            self._counts.update(self._known_counts)

    def _set_clock(self, setting: str | None) -> None:
        self._known_clock = setting
        if self._clock is not None and self._clock.dump() != setting:
            self._clock.restore(setting)

    def write(self, connection: Connection) -> None:
        """Write what the model has changed since the last time, as a new version."""
        changes = self._replica.collect()
        counts = self._known_counts if self._counts is None else dict(self._counts)
        clock = self._known_clock if self._clock is None else self._clock.dump()
        if not changes and counts == self._known_counts and clock == self._known_clock:
            return
        assert self.id is not None
        self.version += 1
        records.write(connection, self.id, self.version, changes)
        connection.execute(
            "UPDATE sessions SET version = ?, counts = ?, clock = ? WHERE id = ?",
            (self.version, json.dumps(counts) if counts else None, clock, self.id),
        )
        self._known_counts, self._known_clock = counts, clock

    def empty(self, connection: Connection) -> None:
        """Remove everything, as if the session had just begun; others do the same."""
        assert self.id is not None
        records.delete(connection, self.id)
        connection.execute(
            "UPDATE sessions SET version = version + 1, epoch = epoch + 1, counts = NULL, "
            "clock = NULL WHERE id = ?",
            (self.id,),
        )
        self.handed.clear()
        self.forget()
        self._set_clock(None)

    def add_deliveries(
        self, connection: Connection, proxy: str, webhooks: tuple[WebhookRequest, ...]
    ) -> tuple[WebhookRequest, ...]:
        """Write webhooks, and return those that this proxy delivers."""
        if not webhooks:
            return ()
        assert self.id is not None
        own = delivery_table.add(connection, self.id, proxy, webhooks)
        self.handed |= {one.number for one in own if one.number}
        return own

    def take_over_deliveries(
        self, connection: Connection, proxy: str
    ) -> tuple[WebhookRequest, ...]:
        """Return deliveries that no running proxy has, and which are this one's from now on."""
        assert self.id is not None
        taken = delivery_table.take_over(connection, self.id, proxy, self.handed)
        self.handed |= {one.number for one in taken}
        return tuple(map(self._replica.sign, taken))
