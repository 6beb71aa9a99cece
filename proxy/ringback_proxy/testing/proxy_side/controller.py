"""Handles the test process's messages: sessions begin, are inspected, and end."""

import asyncio
import logging
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from ringback.modes import factory
from ringback.twilio.values.faults import Fault
from ringback_proxy.access.upstream_proxy_addon import UpstreamProxyAddon
from ringback_proxy.server.master import ProxyMaster
from ringback_proxy.testing.ipc import messages
from ringback_proxy.testing.ipc.messages import History, SessionResult
from ringback_proxy.testing.proxy_side.session import Session
from ringback_proxy.testing.proxy_side.session_factory import open_session
from ringback_proxy.testing.proxy_side.session_router import SessionRouter

# Seconds that the end of a session waits for requests in flight.
DRAIN_TIMEOUT = 2.0


class Controller:
    """The sessions of one proxy; the locks of their cassettes are in `lock_dir`."""

    def __init__(
        self,
        master: ProxyMaster,
        router: SessionRouter,
        upstream_proxy_addon: UpstreamProxyAddon,
        lock_dir: Path,
    ) -> None:
        self._master = master
        self._router = router
        self._upstream_proxy_addon = upstream_proxy_addon
        self._lock_dir = lock_dir
        self._open: dict[str, AsyncExitStack] = {}

    async def handle(self, message: messages.Message[Any]) -> object:
        """Do what a message asks and return its answer; raises RingbackError."""
        match message:
            case messages.Begin():
                return await self._begin(message)
            case messages.End():
                return await self._end(message)
            case messages.FetchHistory(name, known):
                session = self._router.find(name)
                return History(session.entries(known), tuple(session.warnings))
            case messages.FetchUnplayed(name):
                return self._router.find(name).unplayed()
            case messages.Perform(name, request):
                return self._router.find(name).perform(request)
            case messages.FailNext(name, status, code, text, times):
                self._router.find(name).fail_next(Fault(status, code, text), times)
            case messages.ReadClock(name):
                return self._router.find(name).clock()
            case messages.SetClock(name, now):
                self._router.find(name).clock.stop_at(now)
            case messages.AdvanceClock(name, by):
                self._router.find(name).clock.advance(by)
        return None

    async def _begin(self, message: messages.Begin) -> tuple[str, ...]:
        stack = AsyncExitStack()
        session = await stack.enter_async_context(
            open_session(message.spec, self._lock_dir, factory.system_clock)
        )
        self._open[message.session] = stack
        # Nothing is awaited from here on: no request meets a session that is half begun.
        self._router.begin(message.session, session)
        self._apply_options()
        return tuple(session.warnings)

    async def _end(self, message: messages.End) -> SessionResult:
        session = self._router.find(message.session)
        self._router.detach(message.session)
        await self._drain(session)
        self._router.end(message.session)
        self._apply_options()
        if not session.mode.offline:
            # A tunnel to another of Twilio's hosts was allowed; the next session may be offline.
            await self._master.close_connections()
        async with self._open.pop(message.session):
            return await session.finish(ended_well=message.ended_well)

    def _apply_options(self) -> None:
        self._router.make_safe(self._master.options)
        current = self._router.current
        self._upstream_proxy_addon.offline = current is None or current.mode.offline

    async def _drain(self, session: Session) -> None:
        """Wait until requests that have arrived are read, and those that were read are answered."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + DRAIN_TIMEOUT
        for _ in range(3):
            await asyncio.sleep(0)  # a turn of the loop, in which it reads from the sockets
        while self._router.has_unanswered(session) and loop.time() < deadline:
            await asyncio.sleep(0.005)

    async def close(self) -> None:
        """End the sessions that are still open: the test process is gone."""
        for name in tuple(self._open):
            await self._end(messages.End(name, ended_well=False))


class WarningCollector(logging.Handler):
    """Adds what is logged to the warnings of the current session."""

    def __init__(self, router: SessionRouter) -> None:
        super().__init__(logging.WARNING)
        self._router = router

    def emit(self, record: logging.LogRecord) -> None:
        """Add one record, with its traceback."""
        current = self._router.current
        if current is not None:
            text = record.getMessage()
            if record.exc_info:
                text += "\n" + logging.Formatter().formatException(record.exc_info)
            current.warnings.append(text)
