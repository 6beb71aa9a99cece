"""Tells a page that something has changed, twice a second at most."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress

from ringback.journal import Journal
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.session import Session

# In seconds: between two messages, however much happens, and between two looks at the sessions.
INTERVAL = 0.5
_LOOK = 1.0


async def stream_changes(session: Session, sessions: SessionRegistry) -> AsyncIterator[str]:
    """Yield server-sent events about a session: `change`, and `ended` as the last.

    - `change`: `last` is the number of the newest exchange, `forgotten` that of the newest that is
      not kept.
    - `sessions`: the name, the mode and the number of exchanges of each session.
    """
    listed = None
    with _listen(session) as changed:
        changed.set()
        while True:
            if changed.is_set():
                changed.clear()
                yield _format("change", _describe(session.journal))
                if session.ended:
                    yield _format("ended", {})
                    return
            before, listed = listed, _list_sessions(sessions)
            yield _format("sessions", listed) if listed != before else ": still here\n\n"
            await asyncio.sleep(INTERVAL)
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), _LOOK)


def _format(event: str, data: object) -> str:
    return f"event: {event}\ndata: {json.dumps(data)}\n\n"


def _describe(journal: Journal) -> dict[str, int]:
    return {"last": journal.total, "forgotten": journal.total - len(journal.entries)}


def _list_sessions(sessions: SessionRegistry) -> list[tuple[str, str, int]]:
    return [
        (name, opened.spec.settings.mode, opened.session.journal.total) for name, opened in sessions
    ]


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
