"""The thread that asks a database: the event loop never waits for one.

Requests that wait at the same time share a transaction, so that a commit, which takes longer than
all else, is shared too.
"""

import asyncio
import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from ringback.errors import RingbackError
from ringback.state import delivery_table, session_table
from ringback.state.connection import Connection, SessionMovedError, StateError
from ringback.state.job import AllSessions, Job, Subject, Webhooks, group_jobs, resolve
from ringback.state.persistent_connection import PersistentConnection
from ringback.state.session_state import SessionState

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Seconds between two looks at what other proxies have done.
POLL = 0.5
MOST_IN_ONE = 64


class Database:
    """A database with the sessions of this proxy; raises StateError if it cannot be used.

    `connect` returns a new connection. `shown` is the database in messages. `on_begun` is called in
    the thread with how often each session was begun or ended by the control API.
    """

    def __init__(self, connect: Callable[[], Connection], shown: str) -> None:
        self.shown = shown
        self.proxy = uuid.uuid4().hex
        self.on_begun: Callable[[dict[str, int]], None] = lambda _: None
        self._all = AllSessions()
        self._link = PersistentConnection(connect, shown, self.proxy)
        self._link.on_open = self._forget_all
        self._sessions: list[SessionState] = []
        self._holders = 0
        self._jobs: queue.SimpleQueue[Job[Any] | None] = queue.SimpleQueue()
        self._polled = 0.0
        self._thread = threading.Thread(target=self._work, name="ringback-state", daemon=True)
        self._thread.start()

    # In the event loop

    def attach(self, session: SessionState) -> None:
        """Look from now on at what other proxies do in a session."""
        self._sessions = [*self._sessions, session]
        self.hold()

    async def detach(self, session: SessionState) -> None:
        """Look no more, and release the database."""
        self._sessions = [one for one in self._sessions if one is not session]
        await self.release()

    def hold(self) -> None:
        """Keep the database open until it is released as often as it was held."""
        self._holders += 1

    async def release(self) -> None:
        """Hold the database no more; the last one gives deliveries to others, and closes it."""
        self._holders -= 1
        if not self._holders:
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)

    @property
    def is_down(self) -> bool:
        """Whether it could not be used when it was asked last: twice a second at least."""
        return self._link.is_down

    @property
    def is_closed(self) -> bool:
        """Whether nobody holds it any more."""
        return not self._thread.is_alive()

    async def run(
        self,
        session: Subject,
        work: Callable[[Connection], T],
        read_webhooks: Callable[[T], Webhooks] | None = None,
        keep_webhooks: Callable[[T, Webhooks], T] | None = None,
    ) -> T:
        """Return the result of `work`, which may use the model of a session, once it is committed.

        The webhooks that `read_webhooks` finds in the result are written, and replaced by those
        that this proxy delivers. Raises StateError if the database cannot be used; nothing has
        changed then, unless the connection broke in the commit.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put(Job(session, work, future, read_webhooks, keep_webhooks))
        return await future

    async def ask(self, work: Callable[[Connection], T]) -> T:
        """Return the result of `work`, which is about no session's model."""
        return await self.run(self._all, work)

    def run_later(self, session: SessionState, work: Callable[[Connection], None]) -> None:
        """Do something in a transaction soon; nobody waits for it."""
        self._jobs.put(Job(session, work))

    def remove_delivery(self, session: SessionState, number: int) -> None:
        """Remove a delivery that is over, soon."""

        def remove(connection: Connection) -> None:
            delivery_table.remove(connection, (number,))
            session.handed.discard(number)

        self.run_later(session, remove)

    # In the thread

    def _work(self) -> None:
        while True:
            jobs = self._take_jobs()
            is_last = None in jobs
            for session, own in group_jobs(job for job in jobs if job is not None):
                self._transact(session, own)
            if is_last:
                self._link.leave()
                return
            if time.monotonic() - self._polled >= POLL:
                self._poll()
                self._polled = time.monotonic()

    def _take_jobs(self) -> list[Job[Any] | None]:
        jobs: list[Job[Any] | None] = []
        with suppress(queue.Empty):
            left = max(self._polled + POLL - time.monotonic(), 0.0)
            jobs.append(self._jobs.get(timeout=left) if left else self._jobs.get_nowait())
            while len(jobs) < MOST_IN_ONE:
                jobs.append(self._jobs.get_nowait())
        return jobs

    def _transact(self, session: Subject, jobs: list[Job[Any]]) -> None:
        """Do jobs of a session in one transaction, and have their results known."""
        try:
            connection = self._retry(lambda: self._begin(session, jobs[-1].asked))
            for job in jobs:
                self._do(connection, job)
            session.look()
            connection.commit()
        except SessionMovedError as error:
            self._give_up(jobs, error)
        except Exception as error:  # noqa: BLE001 - the caller that waits gets it
            self._undo(session, jobs, error)
        else:
            self._link.note_up()
        resolve(jobs)

    def _give_up(self, jobs: list[Job[Any]], error: SessionMovedError) -> None:
        """Undo jobs whose session has become another one, and pass on the error."""
        self._link.rollback()
        for job in jobs:
            job.error = error

    def _retry(self, begin: Callable[[], T]) -> T:
        """Return the result of a transaction's beginning, with another connection if it broke."""
        try:
            return begin()
        except self._link.errors:
            if not self._link.is_lost:
                raise
            self._link.drop()
            return begin()

    def _begin(self, session: Subject, asked: float) -> Connection:
        """Return the connection in a transaction that has locked a session."""
        connection = self._link.get(asked)
        session.copy(connection)
        connection.begin()
        session.sync(connection)
        return connection

    def _forget_all(self) -> None:
        """Forget the copies of all sessions: another server may lack what the last one had."""
        for session in self._sessions:
            session.forget()

    def _do(self, connection: Connection, job: Job[Any]) -> None:
        try:
            job.result = job.work(connection)
        except RingbackError as error:  # a mistake in what was asked; the timers have fired
            job.error = error
        if job.read_webhooks is not None and job.error is None:
            webhooks = job.read_webhooks(job.result)
            job.own = job.session.add_deliveries(connection, self.proxy, webhooks)
        job.session.write(connection)

    def _undo(self, session: Subject, jobs: list[Job[Any]], error: Exception) -> None:
        """Undo what jobs have done, here and in the database."""
        self._link.drop()
        session.forget()
        for job in jobs:
            session.handed -= {one.number for one in job.own}
            job.own = ()
        if isinstance(error, self._link.errors):
            self._link.note_down(error)
            error = StateError(f"{self.shown}: the state cannot be used")
        elif all(job.future is None for job in jobs):
            logger.error("a change of the state failed", exc_info=error)
        for job in jobs:
            job.error = error

    def _poll(self) -> None:
        """Note that this proxy runs, and look at what others have done."""
        try:
            waiting, versions, begun = self._retry(self._read_news)
        except self._link.errors as error:
            self._link.drop()
            self._link.note_down(error)
            return
        self._link.note_up()
        self.on_begun(begun)
        for session in self._sessions:
            is_behind = session.id is None or versions.get(session.id) != session.version
            if is_behind or session.id in waiting:
                self._look(session)

    def _read_news(self) -> tuple[set[int], dict[int, int], dict[str, int]]:
        connection = self._link.get()
        connection.begin()
        delivery_table.note_running(connection, self.proxy)
        connection.commit()
        connection.begin()
        delivery_table.forget_gone(connection)
        waiting = delivery_table.list_waiting_sessions(connection, self.proxy)
        versions = dict(connection.execute("SELECT id, version FROM sessions"))
        begun = {one.name: one.begun for one in session_table.list_all(connection)}
        connection.commit()
        return waiting, versions, begun

    def _look(self, session: SessionState) -> None:
        job: Job[Webhooks] = Job(
            session, lambda connection: session.take_over_deliveries(connection, self.proxy)
        )
        self._transact(session, [job])
        if job.error is None:
            session.on_news(job.result or ())
