"""What is to be done in a transaction, and how those who wait for it get to know."""

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from ringback.state import schema
from ringback.state.connection import Connection
from ringback.twilio.webhooks.event import WebhookRequest

T = TypeVar("T")


class Subject(Protocol):
    """What a transaction is about: a session, or all of them.

    - `handed`: the deliveries that this proxy has begun, by number.
    - `look`: called when the work is done; `on_news` with what nobody else sends.
    """

    handed: set[int]
    look: Callable[[], None]
    on_news: "Callable[[Webhooks], None]"

    def copy(self, connection: Connection) -> None:
        """Copy what is not here yet, outside of the transaction."""
        ...

    def sync(self, connection: Connection) -> None:
        """Lock it, and apply what others have changed."""
        ...

    def write(self, connection: Connection) -> None:
        """Write what was changed."""
        ...

    def forget(self) -> None:
        """Forget what may differ from the database."""
        ...

    def add_deliveries(
        self, connection: Connection, proxy: str, webhooks: "Webhooks"
    ) -> "Webhooks":
        """Write webhooks, and return those that this proxy delivers."""
        ...


class AllSessions:
    """No session in particular: nothing is kept in memory."""

    def __init__(self) -> None:
        self.handed: set[int] = set()
        self.look: Callable[[], None] = lambda: None
        self.on_news: Callable[[Webhooks], None] = lambda _: None

    def copy(self, connection: Connection) -> None:
        """Do nothing."""

    def sync(self, connection: Connection) -> None:
        """Refuse the tables of a newer Ringback."""
        ((version,),) = connection.execute("SELECT version FROM ringback_schema")
        schema.check_version(version, "it")

    def write(self, connection: Connection) -> None:
        """Do nothing."""

    def forget(self) -> None:
        """Do nothing."""

    def add_deliveries(
        self,
        connection: Connection,  # noqa: ARG002 - it has no webhooks
        proxy: str,  # noqa: ARG002 - part of the interface
        webhooks: "Webhooks",  # noqa: ARG002 - part of the interface
    ) -> "Webhooks":
        """Return none."""
        return ()


Webhooks = tuple[WebhookRequest, ...]


@dataclass(slots=True)
class Job(Generic[T]):
    """What is to be done in a transaction of a session, and what came of it.

    - `work` asks the model; `keep` returns its result with the webhooks that were written, of which
      it first returns all.
    - `future` is of the event loop that waits; None if nobody does.
    - `asked`: when, in seconds of `time.monotonic`.
    """

    session: Subject
    work: Callable[[Connection], T]
    future: "asyncio.Future[T] | None" = None
    read_webhooks: Callable[[T], Webhooks] | None = None
    keep_webhooks: Callable[[T, Webhooks], T] | None = None
    result: T | None = None
    own: Webhooks = ()
    error: BaseException | None = None
    asked: float = field(default_factory=time.monotonic)


def group_jobs(jobs: Iterable[Job[Any]]) -> list[tuple[Subject, list[Job[Any]]]]:
    """Return jobs by their sessions, each in order."""
    groups: dict[Subject, list[Job[Any]]] = {}
    for job in jobs:
        groups.setdefault(job.session, []).append(job)
    return list(groups.items())


def resolve(jobs: list[Job[Any]]) -> None:
    """Resolve the futures of jobs, in the event loop that waits for them."""
    waiting = [job for job in jobs if job.future is not None]
    if waiting and waiting[0].future is not None:
        with suppress(RuntimeError):  # the loop has ended
            waiting[0].future.get_loop().call_soon_threadsafe(_set_results, waiting)


def _set_results(jobs: list[Job[Any]]) -> None:
    for job in jobs:
        future = job.future
        if future is None or future.done():  # the client has gone
            if job.own:
                job.session.on_news(job.own)
        elif job.error is not None:
            future.set_exception(job.error)
        elif job.keep_webhooks is not None:
            future.set_result(job.keep_webhooks(job.result, job.own))
        else:
            future.set_result(job.result)
