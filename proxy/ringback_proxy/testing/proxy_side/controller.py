"""The proxy's side of every message: acts begin, are looked at, and end."""

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
from ringback_proxy.testing.proxy_side.session_factory import cast
from ringback_proxy.testing.proxy_side.session_router import SessionRouter

# How long the end of an act waits for answers that are on their way, in seconds.
TIMEOUT = 2.0


class Controller:
    """The acts of one proxy; their cassettes' locks lie in `lock_dir`."""

    def __init__(
        self,
        master: ProxyMaster,
        switchboard: SessionRouter,
        chaining: UpstreamProxyAddon,
        lock_dir: Path,
    ) -> None:
        self._master = master
        self._switchboard = switchboard
        self._chaining = chaining
        self._lock_folder = lock_dir
        self._held: dict[str, AsyncExitStack] = {}

    async def answer(self, message: messages.Message[Any]) -> object:
        """Do what a message asks, and give the answer to it; raises RingbackError."""
        match message:
            case messages.Begin():
                return await self._begin(message)
            case messages.End():
                return await self._end(message)
            case messages.FetchHistory(act, known):
                found = self._switchboard.act(act)
                return History(found.entries(known), tuple(found.warnings))
            case messages.FetchUnplayed(act):
                return self._switchboard.act(act).unplayed()
            case messages.Perform(act, request):
                return self._switchboard.act(act).perform(request)
            case messages.FailNext(act, status, code, said, times):
                self._switchboard.act(act).fail_next(Fault(status, code, said), times)
            case messages.ReadClock(act):
                return self._switchboard.act(act).clock()
            case messages.SetClock(act, now):
                self._switchboard.act(act).clock.stop_at(now)
            case messages.AdvanceClock(act, by):
                self._switchboard.act(act).clock.advance(by)
        return None

    async def _begin(self, message: messages.Begin) -> tuple[str, ...]:
        held = AsyncExitStack()
        act = await held.enter_async_context(
            cast(message.part, self._lock_folder, factory.system_clock)
        )
        self._held[message.act] = held
        # From here to the end nothing is awaited: no request sees half of a new act.
        self._switchboard.begin(message.act, act)
        self._make_safe()
        return tuple(act.warnings)

    async def _end(self, message: messages.End) -> SessionResult:
        act = self._switchboard.act(message.act)
        self._switchboard.leave(message.act)
        await self._drain(act)
        self._switchboard.end(message.act)
        self._make_safe()
        if not act.mode.offline:
            # A tunnel to another Twilio host that was let through must not last into an act that
            # lets nothing through.
            await self._master.close_connections()
        async with self._held.pop(message.act):
            return await act.finish(well=message.well)

    def _make_safe(self) -> None:
        self._switchboard.make_safe(self._master.options)
        current = self._switchboard.current
        self._chaining.offline = current is None or current.mode.offline

    async def _drain(self, act: Session) -> None:
        """Let what has come in be read, and what was read be answered."""
        loop = asyncio.get_running_loop()
        limit = loop.time() + TIMEOUT
        for _ in range(3):
            await asyncio.sleep(0)  # a turn of the loop, in which it reads what has come in
        while self._switchboard.waiting(act) and loop.time() < limit:
            await asyncio.sleep(0.005)

    async def close(self) -> None:
        """End what was never ended: the test process is gone."""
        for name in tuple(self._held):
            await self._end(messages.End(name, well=False))


class Remarks(logging.Handler):
    """Hands what is logged to the act that is on."""

    def __init__(self, switchboard: SessionRouter) -> None:
        super().__init__(logging.WARNING)
        self._switchboard = switchboard

    def emit(self, record: logging.LogRecord) -> None:
        """Note one record."""
        current = self._switchboard.current
        if current is not None:
            said = record.getMessage()
            if record.exc_info:
                said += "\n" + logging.Formatter().formatException(record.exc_info)
            current.warnings.append(said)
