"""One session in a database, and its copy in memory."""

import json
from collections.abc import Callable
from typing import NamedTuple

from ringback.state import delivery_table, records, schema
from ringback.state.connection import Connection, SessionMovedError, StateError
from ringback.state.shared_setting import SharedSetting, StoredSetting
from ringback.twilio.replication.replica import Replica
from ringback.twilio.replication.rows import Changes
from ringback.twilio.webhooks.event import WebhookRequest

# No session has this epoch.
_NONE = -1


class _Row(NamedTuple):
    """What the database has of a session, and the version of its tables."""

    id: int
    version: int
    epoch: int
    counts: str | None
    clock: str | None
    faults: str | None
    begun: int
    schema: int


class SessionState:
    """The state of a session: `replica` is its copy in memory, which is loaded on first use.

    - `clock` is the session's, if it can be shared; `share_faults` has its faults shared.
    - `begun`: how often the session had begun or ended when this one began; None if that is not
      for others to do.
    - `version` and `epoch` are those of the copy: a reset of the session begins a new epoch.
    - `look`: called in the thread of the database, after the model was asked or has changed.
    - `on_news`: called in any thread with what another proxy has left to deliver, and whenever
      another proxy has changed something.
    - `on_reset`: called in the thread of the database when another proxy has reset the session.
    - `generation`: grows when the copy is thrown away.
    - `handed`: the deliveries that this proxy has begun, by number.
    """

    def __init__(
        self,
        name: str,
        replica: Replica,
        clock: SharedSetting | None = None,
    ) -> None:
        self.name = name
        self.id: int | None = None
        self.begun: int | None = None
        self.version = 0
        self.generation = 0
        self.handed: set[int] = set()
        self.look: Callable[[], None] = lambda: None
        self.on_news: Callable[[tuple[WebhookRequest, ...]], None] = lambda _: None
        self.on_reset: Callable[[], None] = lambda: None
        self._replica = replica
        self._counts = replica.counts
        self._clock, self._faults = StoredSetting(clock), StoredSetting()
        self._epoch = _NONE
        self._last_epoch = _NONE  # that of the copy before this one, too
        self._known_counts: dict[str, int] = {}

    def share_faults(self, faults: SharedSetting) -> None:
        """Keep the faults of the session in the database, too."""
        self._faults = StoredSetting(faults)

    def forget(self) -> None:
        """Throw the copy away, which may differ from the database."""
        self._replica.clear()
        self.generation += 1
        self.version, self._epoch = 0, _NONE
        self._set_counts(None)

    def copy(self, connection: Connection) -> None:
        """Copy a session that is not here yet, without a lock: others go on, however large it is.

        What they change meanwhile is applied when it is locked.
        """
        if self._epoch != _NONE:
            return
        connection.begin_reading()
        row = self._find(connection)
        if row is None:
            connection.commit()
            return
        schema.check_version(row.schema, "it")
        changes = records.read(connection, row.id, 0)
        connection.commit()
        self.id = row.id
        self._begin_epoch(row)
        self._apply(row, changes)

    def sync(self, connection: Connection) -> None:
        """Lock the session, and apply what others have changed; begin it if nobody has.

        Raises SessionMovedError if they have ended it, or begun it anew.
        """
        row = self._find(connection, connection.for_update)
        if row is None:
            connection.execute(
                "INSERT INTO sessions (name, version, epoch) VALUES (?, 0, 0) "
                "ON CONFLICT DO NOTHING",
                (self.name,),
            )
            row = self._find(connection, connection.for_update)
            assert row is not None
        schema.check_version(row.schema, "it")
        if self.begun not in (None, row.begun):
            raise SessionMovedError(f"the session {self.name!r} has ended on another proxy")
        is_other = row.id != self.id or row.epoch != self._epoch
        self.id = row.id
        if is_other:
            self._begin_epoch(row)
        if row.version != self.version:
            self._apply(row, records.read(connection, row.id, self.version))
        self._replica.begin()

    def _apply(self, row: _Row, changes: Changes) -> None:
        """Apply what others have changed up to the version of a row."""
        self._replica.apply(changes)
        self.version = row.version
        self._load(row)

    def _begin_epoch(self, row: _Row) -> None:
        """Begin anew, as another proxy has reset the session, or the copy was thrown away."""
        is_reset = self._last_epoch not in (_NONE, row.epoch)
        self.forget()
        self._epoch = self._last_epoch = row.epoch
        self._load(row, anew=is_reset)
        if is_reset:
            self.on_reset()

    def _load(self, row: _Row, *, anew: bool = False) -> None:
        self._set_counts(row.counts)
        self._clock.load(row.clock, anew=anew)
        self._faults.load(row.faults, anew=anew)

    def _find(self, connection: Connection, for_update: str = "") -> _Row | None:
        found = connection.execute(
            "SELECT id, version, epoch, counts, clock, faults, begun, "
            "(SELECT version FROM ringback_schema) FROM sessions WHERE name = ?" + for_update,
            (self.name,),
        )
        return _Row(*found[0]) if found else None

    def _set_counts(self, text: str | None) -> None:
        self._known_counts = {} if text is None else json.loads(text)
        if self._counts is not None:
            self._counts.clear()
            self._counts.update(self._known_counts)

    def write(self, connection: Connection) -> None:
        """Write what the model has changed since the last time, as a new version."""
        changes = self._replica.collect()
        counts = self._known_counts if self._counts is None else dict(self._counts)
        clock, faults = self._clock.dump(), self._faults.dump()
        is_known = (clock, faults) == (self._clock.known, self._faults.known)
        if not changes and counts == self._known_counts and is_known:
            return
        assert self.id is not None
        known, self.version = self.version, self.version + 1
        records.write(connection, self.id, self.version, changes)
        stored = (self.version, json.dumps(counts) if counts else None, clock, faults)
        # The lock of `sync` has kept others out; where a lock did not hold, this version decides.
        if not connection.execute(
            "UPDATE sessions SET version = ?, counts = ?, clock = ?, faults = ? "
            "WHERE id = ? AND version = ? RETURNING id",
            (*stored, self.id, known),
        ):
            raise StateError("another proxy has changed the session meanwhile")
        self._known_counts, self._clock.known, self._faults.known = counts, clock, faults

    def empty(self, connection: Connection) -> None:
        """Remove everything, as if the session had just begun; others do the same."""
        assert self.id is not None
        records.delete(connection, self.id)
        ((version, epoch),) = connection.execute(
            "UPDATE sessions SET version = version + 1, epoch = epoch + 1, counts = NULL, "
            "clock = NULL, faults = NULL WHERE id = ? RETURNING version, epoch",
            (self.id,),
        )
        self.handed.clear()
        self.forget()
        self.version, self._epoch, self._last_epoch = version, epoch, epoch
        self._clock.load(None, anew=True)
        self._faults.load(None, anew=True)

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
