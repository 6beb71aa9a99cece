"""The views of the page, each a piece of HTML for the document to show.

What may be long is redacted and rendered in a thread, so that no other client waits for it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request

from ringback.settings.fault_spec import NAMES as FAULTS
from ringback_proxy.control.context import ControlContext
from ringback_proxy.page.environment import render
from ringback_proxy.page.views import (
    cassettes,
    chat,
    conversations,
    exchange,
    faults,
    traffic,
    webhooks,
)
from ringback_proxy.page.views.conversations import format_now
from ringback_proxy.page.views.traffic import TrafficFilter
from ringback_proxy.sessions.session import Session
from ringback_proxy.sessions.session_factory import Opened

View = Callable[[Request], Awaitable[str | None]]


class ViewRoutes:
    """The views of the sessions of a proxy."""

    def __init__(self, context: ControlContext) -> None:
        self._sessions = context.sessions

    @property
    def views(self) -> Mapping[str, View]:
        """The views by their paths."""
        return {
            "/{name}/traffic": self.show_traffic,
            "/{name}/traffic/rows": self.show_traffic_rows,
            "/{name}/exchanges/{number:int}": self.show_exchange,
            "/{name}/conversations": self.show_conversations,
            "/{name}/conversations/{account}/{path:path}": self.show_chat,
            "/{name}/cassettes": self.show_cassettes,
            "/{name}/recordings/{number:int}": self.show_recording,
            "/{name}/webhooks": self.show_webhooks,
            "/{name}/deliveries/{number:int}": self.show_delivery,
            "/{name}/faults": self.show_faults,
        }

    def _find(self, request: Request) -> Opened:
        return self._sessions.find(request.path_params["name"])

    async def show_traffic(self, request: Request) -> str:
        """Return the table of exchanges, with its filter."""
        session = self._find(request).session
        wanted = _read_filter(request)
        before = _read_number(request, "before")
        table = await traffic.list_traffic(session, wanted, before=before)
        return await self._render(
            "traffic.html",
            request,
            table=table,
            wanted=wanted,
            before=before,
            sources=traffic.SOURCES,
            statuses=traffic.STATUSES,
            counts=_list_counts(session),
        )

    async def show_traffic_rows(self, request: Request) -> str:
        """Return the rows of exchanges after a number, and how many there are of each source."""
        session, after = self._find(request).session, _read_number(request, "after") or 0
        wanted = _read_filter(request)
        return await self._render(
            "traffic_update.html",
            request,
            table=await traffic.list_traffic(session, wanted, after=after),
            wanted=wanted,
            after=after,
            counts=_list_counts(session),
        )

    async def show_exchange(self, request: Request) -> str | None:
        """Return one exchange."""
        session, number = self._find(request).session, request.path_params["number"]
        found = await asyncio.to_thread(exchange.view_exchange, session, number)
        return await self._render_found("exchange.html", request, exchange=found)

    async def show_conversations(self, request: Request) -> str:
        """Return the conversations of each account."""
        opened = self._find(request)
        listed = await conversations.list_accounts(opened.session, opened.spec.settings)
        seen = await conversations.list_seen(opened.session) if listed is None else ()
        return await self._render("conversations.html", request, listed=listed, seen=seen)

    async def show_chat(self, request: Request) -> str | None:
        """Return one conversation."""
        opened = self._find(request)
        if opened.session.mode.state is None:
            return None
        account, path = request.path_params["account"], f"/{request.path_params['path']}"
        found = await chat.view_chat(opened.session, opened.spec.settings, account, path)
        return await self._render_found("chat.html", request, chat=found, receipts=chat.RECEIPTS)

    async def show_cassettes(self, request: Request) -> str:
        """Return the recordings, and what this run has recorded."""
        session = self._find(request).session
        wanted = TrafficFilter(source="live")
        recorded = None
        if not session.mode.offline and session.cassettes:
            recorded = await traffic.list_traffic(session, wanted)
        return await self._render(
            "cassettes.html",
            request,
            cassettes=await asyncio.to_thread(cassettes.list_cassettes, session),
            paths=session.cassettes,
            recorded=recorded,
        )

    async def show_recording(self, request: Request) -> str | None:
        """Return one recording."""
        session, number = self._find(request).session, request.path_params["number"]
        found = await asyncio.to_thread(cassettes.view_recording, session, number)
        return await self._render_found("recording.html", request, recording=found)

    async def show_webhooks(self, request: Request) -> str:
        """Return the deliveries."""
        rows = await asyncio.to_thread(webhooks.list_deliveries, self._find(request).session)
        return await self._render("webhooks.html", request, rows=rows)

    async def show_delivery(self, request: Request) -> str | None:
        """Return one delivery."""
        session, number = self._find(request).session, request.path_params["number"]
        found = await asyncio.to_thread(webhooks.view_delivery, session, number)
        return await self._render_found("delivery.html", request, delivery=found)

    async def show_faults(self, request: Request) -> str:
        """Return the rules that are on."""
        rules = await faults.list_rules(self._find(request).session)
        return await self._render("faults.html", request, rules=rules, names=FAULTS)

    async def _render_found(self, template: str, request: Request, **values: Any) -> str | None:
        """Return a template filled in; None if a value is None, as there is no such thing."""
        if None in values.values():
            return None
        return await self._render(template, request, **values)

    async def _render(self, template: str, request: Request, **values: Any) -> str:
        opened = self._find(request)
        values |= {
            "session": request.path_params["name"],
            "mode": opened.spec.settings.mode,
            "now": format_now(opened.session.clock()),
            "is_frozen": opened.session.clock.is_stopped,
        }
        return await asyncio.to_thread(lambda: render(template, **values))


def _list_counts(session: Session) -> tuple[tuple[str, int], ...]:
    return tuple((str(source), number) for source, number in session.journal.counts.items())


def _read_filter(request: Request) -> TrafficFilter:
    values = request.query_params
    return TrafficFilter(values.get("text", ""), values.get("source", ""), values.get("status", ""))


def _read_number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else None
