"""Tells a page that something has changed, a few times a second at most."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from ringback.journal import Journal
from ringback_proxy.sessions.session import Session

# In seconds: between two messages, however much happens; and of silence, before a comment.
INTERVAL = 0.5
_HEARTBEAT = 15.0


async def stream_changes(session: Session) -> AsyncIterator[str]:
    """Yield server-sent events: `change`, and `ended` as the last.

    `last` is the number of the newest exchange, `forgotten` that of the newest that is not kept.
    """
    with _listen(session) as changed:
        while True:
            yield f"event: change\ndata: {json.dumps(_describe(session.journal))}\n\n"
            if session.ended:
                yield "event: ended\ndata: {}\n\n"
                return
            await asyncio.sleep(INTERVAL)
            while not changed.is_set():
                try:
                    await asyncio.wait_for(changed.wait(), _HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
            changed.clear()


def _describe(journal: Journal) -> dict[str, int]:
    return {"last": journal.total, "forgotten": journal.total - len(journal.entries)}


@contextmanager
def _listen(session: Session) -> Iterator[asyncio.Event]:
    """Yield an event that is set with each exchange, delivery, reset or end of a session."""
    changed = asyncio.Event()

    def notice(_news: object) -> None:
        changed.set()

    session.journal.listen(notice)
    session.webhooks.log.listen(notice)
    session.on_state(notice)
    try:
        yield changed
    finally:
        session.journal.unlisten(notice)
        session.webhooks.log.unlisten(notice)
        session.off_state(notice)
