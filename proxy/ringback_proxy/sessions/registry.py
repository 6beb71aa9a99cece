"""The sessions of one proxy, by name."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from ringback.errors import UsageError
from ringback.journal import Journal
from ringback.mitmproxy_addon.addon import Conversations
from ringback_proxy.sessions import names
from ringback_proxy.sessions.ended_sessions import Ended, EndedSessions
from ringback_proxy.sessions.explanations import Explanations
from ringback_proxy.sessions.modes.no_session import NoSession
from ringback_proxy.sessions.result import SessionResult
from ringback_proxy.sessions.session import Session
from ringback_proxy.sessions.session_factory import Opened, Opening, open_session
from ringback_proxy.sessions.spec import SessionSpec

logger = logging.getLogger(__name__)

MAX_SESSIONS = 1_000


class NoSuchSessionError(UsageError):
    """The session has not begun, or has ended."""


@dataclass(slots=True)
class _Entry:
    opened: Opened
    stack: AsyncExitStack
    begun: int = 0  # how often it had begun or ended then, in a state that proxies share

    @property
    def session(self) -> Session:
        return self.opened.session

    @property
    def may_write(self) -> bool:
        return self.opened.template is None or self.opened.spec.record_mode != "none"


class SessionRegistry:
    """The sessions that have begun, the most recently used last.

    - `limit`: how many there may be; the least recently used ends for a new one.
    - `newest_is_current`: requests without a name belong to the session that has begun last, as in
      a test run, and not to the session `default`.
    - `nobody`: the addon for requests that no session answers; `unrouted` is their journal.
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
        self.opening = opening
        self.unrouted = Journal()
        self.current: Session | None = None
        self._explanations = explanations
        self._limit = limit
        self._newest_is_current = newest_is_current
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._forwarding = 0  # how many sessions forward requests
        self._ended = EndedSessions(explanations)
        self.nobody = self._make_unanswered(explanations.none())
        self._ending: set[asyncio.Task[SessionResult]] = set()
        self._on_begin: list[Callable[[str, Session], None]] = []
        self._on_change: list[Callable[[], None]] = []
        self._before_end: list[Callable[[Session], Awaitable[None]]] = []
        self._after_end: list[Callable[[Session], Awaitable[None]]] = []
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def on_begin(self, listener: Callable[[str, Session], None]) -> None:
        """Call `listener` with the name and the session of each that begins."""
        self._on_begin.append(listener)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever a session has begun or ended."""
        self._on_change.append(listener)

    def before_end(self, listener: Callable[[Session], Awaitable[None]]) -> None:
        """Await `listener` with each session that is about to end and still answers requests."""
        self._before_end.append(listener)

    def after_end(self, listener: Callable[[Session], Awaitable[None]]) -> None:
        """Await `listener` with each session that has ended, before its mode is finished."""
        self._after_end.append(listener)

    # Looking up

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[tuple[str, Opened]]:
        """Yield the name and the session of each, the least recently used first."""
        return iter([(name, entry.opened) for name, entry in self._entries.items()])

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    @property
    def proxy_id(self) -> str | None:
        """What tells this proxy from others that share its state; None if it shares none."""
        return None

    @property
    def begun(self) -> dict[str, int]:
        """How often each session had begun or ended when it began here, by name."""
        return {name: entry.begun for name, entry in self._entries.items()}

    async def refresh(self, name: str) -> None:
        """Begin or end a session as another proxy has, where they share them."""

    async def refresh_all(self) -> None:
        """Begin and end all sessions as other proxies have, where they share them."""

    async def look_up(self, name: str) -> Opened:
        """Return a session as all proxies see it; raises NoSuchSessionError."""
        await self.refresh(name)
        return self.find(name)

    def find(self, name: str) -> Opened:
        """Return a session; raises NoSuchSessionError if it has not begun or has ended."""
        entry = self._entries.get(name)
        if entry is not None:
            return entry.opened
        ended = self._ended.get(name)
        if ended is not None:
            raise NoSuchSessionError(ended.over)
        raise NoSuchSessionError(f"there is no session {name!r}")

    def route(self, name: str | None) -> Conversations | None:
        """Return the addon that answers a request of a name, which is None if it has none.

        Return None for a name that is new: `begin_on_first_use` then says what answers it.
        """
        if name is None:
            return self.nobody if self.current is None else self.current.conversations
        entry = self._entries.get(name)
        if entry is None:
            return None
        self._entries.move_to_end(name)
        return entry.session.conversations

    def peek(self, name: str | None) -> Session | None:
        """Return the session of a name; for one that is new, the session that it would be like.

        Return None if its requests get no answer.
        """
        entry = None if name is None else self._entries.get(name)
        if entry is not None:
            return entry.session
        if self.current is None or self._ended.get(name) is not None:
            return None
        return self.current if name is None or self.current.mode.offline else None

    def begin_on_first_use(self, name: str) -> Conversations:
        """Begin a session as the default one did; return the addon that answers its requests.

        If the default session forwards requests, or the name's session has ended, that is one
        which explains why there is no answer.
        """
        if not names.is_name(name):
            try:
                names.check_name(name)
            except UsageError as error:
                return self._make_unanswered(f"{error}.", status=400)
        ended = self._ended.get(name)
        if ended is not None:
            return self._make_unanswered(ended.reason)
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

    def _make_unanswered(self, message: str, status: int | None = None) -> Conversations:
        return Conversations(NoSession(message, status), self.unrouted)

    @property
    def offline(self) -> bool:
        """Whether no session forwards anything."""
        return not self._forwarding

    @property
    def has_offline(self) -> bool:
        """Whether a session forwards nothing, or there is no session."""
        return not self._forwarding or self._forwarding < len(self._entries)

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

    async def _announce(self, name: str, document: Mapping[str, Any]) -> int:  # noqa: ARG002
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
        self._entries[name] = _Entry(opened, stack or AsyncExitStack(), begun)
        if session.mode.state is not None and name != names.DEFAULT:
            session.mode.state.expect(begun)
        self._forwarding += not session.mode.offline
        if self._newest_is_current or name == names.DEFAULT:
            self.current = session
        for listener in self._on_begin:
            listener(name, session)
        self._drop_least_recently_used(name)
        self._notify()

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
        for listener in self._before_end:
            await listener(session)
        self.find(name)  # the least recently used may have gone meanwhile
        entry = self._remove(name, self._ended.add(name, session.title))
        for listener in self._after_end:
            await listener(session)
        return await self._finish(entry, ended_well=ended_well)

    async def _finish(self, entry: _Entry, *, ended_well: bool) -> SessionResult:
        async with entry.stack:
            return await entry.session.finish(ended_well=ended_well)

    def _remove(self, name: str, ended: Ended) -> _Entry:
        entry = self._entries.pop(name)
        self._forwarding -= not entry.session.mode.offline
        if self.current is entry.session:
            self.current = None
        entry.session.close(ended.reason, self.unrouted)
        self._notify()
        return entry

    async def close(self, *, ended_well: bool) -> dict[str, SessionResult]:
        """End all sessions; return the outcome of each by name."""
        results = {}
        for name in tuple(self._entries):
            with suppress(NoSuchSessionError):  # somebody else ends it
                results[name] = await self.end(name, ended_well=ended_well)
        await asyncio.gather(*self._ending)
        return results

    def _notify(self) -> None:
        for listener in self._on_change:
            listener()
