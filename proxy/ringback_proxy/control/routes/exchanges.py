"""The exchanges of a session: fetched, waited for, and as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from ringback.cassette.redaction.redactor import Redactor
from ringback.journal import JournalEntry
from ringback.webhooks.delivery import Delivery
from ringback.webhooks.delivery_json import describe_delivery
from ringback_proxy.control import json_streams, queries, raw_exchanges
from ringback_proxy.control.context import ControlContext
from ringback_proxy.control.descriptions import Json, describe_exchange
from ringback_proxy.sessions.session import Session

_Numbered = tuple[int, JournalEntry]

# In seconds.
_HEARTBEAT = 15.0
# A client that does not read must not fill the memory.
_MOST_NEWS = 1_000


class ExchangeRoutes:
    """The endpoints for a session's exchanges."""

    def __init__(self, context: ControlContext) -> None:
        self._context = context
        self._sessions = context.sessions
        self._for_tests = context.for_tests

    @property
    def routes(self) -> list[Route]:
        """The routes below the prefix of the API."""
        return [
            Route("/sessions/{name}/exchanges", self.fetch),
            Route("/sessions/{name}/events", self.stream),
        ]

    async def fetch(self, request: Request) -> StreamingResponse:
        """Return the exchanges after a number; wait for one if there is none."""
        session = (await self._sessions.look_up(request.path_params["name"])).session
        after = queries.read_number(request, "after")
        wait = queries.read_wait(request)
        if wait and session.journal.total <= after:
            await _wait_for_news(session, wait)
        describe = _describer(session)
        members: dict[str, Any] = {"last": session.journal.total, "proxy": self._context.proxy}
        if self._for_tests:
            describe = raw_exchanges.describe_numbered
            members["warnings"] = list(session.warnings)
        found = tuple(session.journal.after(after))
        return json_streams.respond_with_list("exchanges", found, describe, members)

    async def stream(self, request: Request) -> StreamingResponse:
        """Return the exchanges after a number, and those to come, as server-sent events."""
        session = (await self._sessions.look_up(request.path_params["name"])).session
        last = request.headers.get("last-event-id", "")
        after = int(last) if queries.is_number(last) else queries.read_number(request, "after")
        events = _stream_events(session, after)
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)


def _describer(session: Session) -> Callable[[_Numbered], Json]:
    """Return what describes an exchange of a session, redacted as it is now."""
    redactor = session.redactor
    return lambda numbered: describe_exchange(*numbered, redactor)


async def _stream_events(session: Session, after: int) -> AsyncIterator[str]:
    """Yield events: `exchange`, `delivery`, and `state` when the session is reset or has ended."""
    with _listen(session) as news:
        while True:
            found = tuple(session.journal.after(after))
            async for pairs in json_streams.encode_each(found, _describer(session)):
                for (after, _), text in pairs:
                    yield _format_event("exchange", text, after)
            if session.ended:
                yield _format_event("state", json.dumps({"state": "ended"}))
                return
            try:
                item = await asyncio.wait_for(news.get(), _HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if isinstance(item, Delivery):
                yield _format_event("delivery", await _encode_delivery(item, session.redactor))
            elif item:
                yield _format_event("state", json.dumps({"state": item}))


async def _encode_delivery(delivery: Delivery, redactor: Redactor) -> str:
    return await json_streams.encode(lambda: describe_delivery(delivery, redactor.redact_text))


def _format_event(name: str, data: str, number: int | None = None) -> str:
    line = "" if number is None else f"id: {number}\n"
    return f"event: {name}\n{line}data: {data}\n\n"


async def _wait_for_news(session: Session, seconds: float) -> None:
    """Wait until there is an exchange, or the session is reset or ends."""
    with _listen(session) as news:
        try:
            async with asyncio.timeout(seconds):
                while isinstance(await news.get(), Delivery):
                    pass
        except TimeoutError:
            return


@contextmanager
def _listen(session: Session) -> Iterator[asyncio.Queue[str | Delivery]]:
    """Yield a queue with an item for news of a session.

    That is a state, a delivery that is over, or nothing for an exchange.
    """
    news: asyncio.Queue[str | Delivery] = asyncio.Queue()

    def on_exchange(_entry: JournalEntry) -> None:
        if news.empty():  # one is enough to look at the journal
            news.put_nowait("")

    def on_delivery(delivery: Delivery) -> None:
        if delivery.is_over and news.qsize() < _MOST_NEWS:
            news.put_nowait(delivery)

    session.journal.listen(on_exchange)
    session.webhooks.log.listen(on_delivery)
    session.on_state(news.put_nowait)
    try:
        yield news
    finally:
        session.journal.unlisten(on_exchange)
        session.webhooks.log.unlisten(on_delivery)
        session.off_state(news.put_nowait)
