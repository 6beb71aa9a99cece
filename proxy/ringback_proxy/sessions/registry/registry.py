"""The sessions of one proxy: they begin and end."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from typing import Any
from weakref import WeakValueDictionary

from ringback.errors import UsageError
from ringback.mitmproxy_addon.addon import Conversations
from ringback_proxy.sessions import names
from ringback_proxy.sessions.explanations import Explanations
from ringback_proxy.sessions.registry.ended_sessions import Ended
from ringback_proxy.sessions.registry.listeners import SessionListeners
from ringback_proxy.sessions.registry.open_sessions import Entry, NoSuchSessionError, OpenSessions
from ringback_proxy.sessions.result import SessionResult
from ringback_proxy.sessions.session_factory import Opened, Opening, open_session
from ringback_proxy.sessions.spec import SessionSpec

logger = logging.getLogger(__name__)

MAX_SESSIONS = 1_000


class SessionRegistry(OpenSessions):
    """Begins and ends sessions.

    - `limit`: how many there may be; the least recently used ends for a new one.
    - `newest_is_current`: requests without a name belong to the session that has begun last, as in
      a test run, and not to the session `default`.
    - `shares`: whether other proxies begin and end sessions, too, so that one has to be looked up
      or refreshed.
    """

    shares = False

    def __init__(
        self,
        opening: Opening,
        explanations: Explanations,
        *,
        limit: int = MAX_SESSIONS,
        newest_is_current: bool = False,
    ) -> None:
        super().__init__(explanations)
        self.opening = opening
        self._explanations = explanations
        self.listeners = SessionListeners()
        self._limit = limit
        self._newest_is_current = newest_is_current
        self._ending: set[asyncio.Task[SessionResult]] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def proxy_id(self) -> str | None:
        """What tells this proxy from others that share its state; None if it shares none."""
        return None

    async def refresh(self, name: str) -> None:
        """Begin or end a session as another proxy has, where they share them."""

    async def refresh_all(self) -> None:
        """Begin and end all sessions as other proxies have, where they share them."""

    async def look_up(self, name: str) -> Opened:
        """Return a session as all proxies see it; raises NoSuchSessionError."""
        await self.refresh(name)
        return self.find(name)

    def begin_on_first_use(self, name: str) -> Conversations:
        """Begin a session as the default one did; return the addon that answers its requests.

        If the default session forwards requests, or the name's session has ended, that is one
        which explains why there is no answer.
        """
        refusal = self._find_refusal(name)
        if refusal is not None:
            return refusal
        default = self._entries.get(names.DEFAULT)
        if default is None:
            return self.nobody
        template = default.opened.template
        if template is None:
            mode = default.opened.spec.settings.mode
            return self._make_unanswered(self._explanations.not_begun(name, mode))
        session = template.begin(f"the session {name!r}", self.opening.limits, name)
        self.add(name, Opened(session, default.opened.spec, template))
        return session.conversations

    def _find_refusal(self, name: str) -> Conversations | None:
        """Return the addon for a name that no session can have; None for any other."""
        if not names.is_name(name):
            try:
                names.check_name(name)
            except UsageError as error:
                return self._make_unanswered(f"{error}.", status=400)
        ended = self._ended.get(name)
        return None if ended is None else self._make_unanswered(ended.reason)

    # Beginning and ending

    async def begin(
        self,
        name: str,
        spec: SessionSpec,
        document: Mapping[str, Any] | None = None,
        proxy: str = "",  # noqa: ARG002 - of those that share sessions
    ) -> Opened:
        """Begin a session, or begin it anew; raises UsageError and CassetteError.

        `document` describes it for other proxies, and `proxy` is the name of this one. A session
        that writes no cassette goes on if the new one cannot be opened, and the default session is
        else begun again as it was before.
        """
        names.check_name(name)
        async with self._turn(name):
            before = self._entries.get(name)
            if before is not None and before.may_write:  # the new one may read what it writes
                await self._end_if_there(name)
            try:
                return await self._open(name, spec, document=document)
            except Exception:  # of any kind: clients without a name need a session
                if before is not None and name == names.DEFAULT and name not in self._entries:
                    await self._open(name, before.opened.spec)
                raise

    async def _open(
        self,
        name: str,
        spec: SessionSpec,
        begun: int = 0,
        document: Mapping[str, Any] | None = None,
    ) -> Opened:
        async with AsyncExitStack() as stack:
            opened = await stack.enter_async_context(open_session(spec, self.opening, name))
            if document is not None:
                begun = await self._announce_or_finish(name, opened, document)
            await self._end_if_there(name)
            # Nothing is awaited from here on: no request meets a session that is half begun.
            self.add(name, opened, stack.pop_all(), begun)
            return opened

    async def _announce_or_finish(
        self, name: str, opened: Opened, document: Mapping[str, Any]
    ) -> int:
        try:
            return await self._announce(name, document)
        except BaseException:  # nobody gets to know the session
            await opened.session.finish(ended_well=False)
            raise

    async def _announce(self, name: str, document: Mapping[str, Any]) -> int:  # noqa: ARG002 - part of the interface
        """Tell other proxies; return how often the session has begun or ended."""
        return 0

    def _turn(self, name: str) -> asyncio.Lock:
        """Return the lock that lets one caller at a time begin or end a session."""
        return self._turns.setdefault(name, asyncio.Lock())

    async def _end_if_there(self, name: str) -> None:
        with suppress(NoSuchSessionError):
            await self._end(name, ended_well=False)

    def add(
        self, name: str, opened: Opened, stack: AsyncExitStack | None = None, begun: int = 0
    ) -> None:
        """Add a session that has been opened, and is closed by the stack."""
        self._ended.remove(name)
        session = opened.session
        self._entries[name] = Entry(opened, stack or AsyncExitStack(), begun)
        if session.mode.state is not None and name != names.DEFAULT:
            session.mode.state.expect(begun)
        self._forwarding += not session.mode.offline
        if self._newest_is_current or name == names.DEFAULT:
            self.current = session
        self.listeners.tell_begun(name, session)
        self._drop_least_recently_used(name)
        self.listeners.tell_changed()

    def _drop_least_recently_used(self, newest: str) -> None:
        if len(self._entries) <= self._limit:
            return
        kept = (names.DEFAULT, newest)
        name = next((one for one in self._entries if one not in kept), None)
        if name is not None:
            ended = self._ended.add_dropped(name, self._limit)
            logger.warning("%s", ended.reason)
            entry = self._remove(name, ended)
            if entry.opened.shares_state:  # it is there, and goes on when it is used
                self._ended.remove(name)
            task = asyncio.get_running_loop().create_task(self._finish(entry, ended_well=False))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def delete(self, name: str, *, ended_well: bool) -> SessionResult:
        """End a session for all proxies that share it; raises UsageError."""
        return await self.end(name, ended_well=ended_well)

    async def end(self, name: str, *, ended_well: bool) -> SessionResult:
        """End a session once its requests are answered, and return its outcome.

        Raises UsageError if it has not begun or has ended.
        """
        async with self._turn(name):
            return await self._end(name, ended_well=ended_well)

    async def _end(self, name: str, *, ended_well: bool) -> SessionResult:
        session = self.find(name).session
        if self.current is session and self._newest_is_current:
            others = [one.session for one in self._entries.values() if one.session is not session]
            self.current = others[0] if others else None
        await self.listeners.tell_ending(session)
        self.find(name)  # the least recently used may have gone meanwhile
        entry = self._remove(name, self._ended.add(name, session.title))
        await self.listeners.tell_ended(session)
        return await self._finish(entry, ended_well=ended_well)

    async def _finish(self, entry: Entry, *, ended_well: bool) -> SessionResult:
        async with entry.stack:
            return await entry.session.finish(ended_well=ended_well)

    def _remove(self, name: str, ended: Ended) -> Entry:
        entry = self._entries.pop(name)
        self._forwarding -= not entry.session.mode.offline
        if self.current is entry.session:
            self.current = None
        entry.session.close(ended.reason, self.unrouted)
        self.listeners.tell_changed()
        return entry

    async def close(self, *, ended_well: bool) -> dict[str, SessionResult]:
        """End all sessions; return the outcome of each by name."""
        results = {}
        for name in tuple(self._entries):
            with suppress(NoSuchSessionError):  # somebody else ends it
                results[name] = await self.end(name, ended_well=ended_well)
        await asyncio.gather(*self._ending)
        return results
