"""What is to be done in a transaction, and how those who wait for it get to know."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ringback.state.connection import Connection
from ringback.state.session_state import SessionState
from ringback.twilio.webhooks.event import WebhookRequest

T = TypeVar("T")

Webhooks = tuple[WebhookRequest, ...]


@dataclass(slots=True)
class Job(Generic[T]):
    """What is to be done in a transaction of a session, and what came of it.

    - `work` asks the model; `keep` returns its result with the webhooks that were written, of which
      it first returns all.
    - `future` is of the event loop that waits; None if nobody does.
    """

    session: SessionState
    work: Callable[[Connection], T]
    future: "asyncio.Future[T] | None" = None
    read_webhooks: Callable[[T], Webhooks] | None = None
    keep_webhooks: Callable[[T, Webhooks], T] | None = None
    result: T | None = None
    own: Webhooks = ()
    error: BaseException | None = None


def group_jobs(jobs: Iterable[Job[Any]]) -> list[tuple[SessionState, list[Job[Any]]]]:
    """Return jobs by their sessions, each in order."""
    groups: dict[SessionState, list[Job[Any]]] = {}
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
