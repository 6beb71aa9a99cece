"""The sessions of a proxy whose state other proxies share: they begin and end for all of them."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ringback.errors import RingbackError, UsageError
from ringback.settings.table import FakeSettings
from ringback.state.connection import StateError
from ringback.state.session_list import SessionList
from ringback.state.session_table import StoredSession
from ringback_proxy.sessions import names
from ringback_proxy.sessions.explanations import Explanations
from ringback_proxy.sessions.registry.ended_sessions import Ended
from ringback_proxy.sessions.registry.registry import MAX_SESSIONS, SessionRegistry
from ringback_proxy.sessions.result import SessionResult
from ringback_proxy.sessions.session_factory import Opened, Opening
from ringback_proxy.sessions.spec import SessionSpec

logger = logging.getLogger(__name__)

# Settings that name files.
_PATHS = ("start_with", "cassette")

# Makes a spec of a session's name, of what it was begun with, and of the default session's spec.
Parse = Callable[[str, Mapping[str, Any], SessionSpec], SessionSpec]


class SharedRegistry(SessionRegistry):
    """The sessions of one of the proxies that share a state.

    What the control API of one proxy begins with settings, or ends, does so for all of them. The
    session `default` is each proxy's own, as its options describe it, and so is a session in
    another mode than fake: the others refuse its requests. `state` is the setting `--state`.
    """

    shares = True

    def __init__(
        self,
        opening: Opening,
        explanations: Explanations,
        state: str,
        parse: Parse,
        *,
        limit: int = MAX_SESSIONS,
    ) -> None:
        super().__init__(opening, explanations, limit=limit)
        self._state = state
        self._parse = parse
        self._stored: SessionList | None = None
        self._following: set[asyncio.Task[None]] = set()

    @property
    def _list(self) -> SessionList:
        """The sessions of the state, from when the default session has begun."""
        assert self._stored is not None
        return self._stored

    @property
    def proxy_id(self) -> str | None:
        """What tells this proxy from the others."""
        return self._list.proxy

    # As this proxy is asked

    async def begin(
        self,
        name: str,
        spec: SessionSpec,
        document: Mapping[str, Any] | None = None,
        proxy: str = "",
    ) -> Opened:
        """Begin a session for all proxies, who get to know the `document` that describes it.

        `proxy` is the name of this one. Raises UsageError, CassetteError and StateError.
        """
        is_default = name == names.DEFAULT
        opened = await super().begin(
            name,
            self._share(spec, own_faults=is_default),
            None if is_default else _describe(spec, document or {}, proxy),
        )
        if self._stored is None:
            await self._follow_others(opened)
        return opened

    def _share(self, spec: SessionSpec, *, own_faults: bool = False) -> SessionSpec:
        if not isinstance(spec.settings, FakeSettings):
            return spec
        settings = replace(spec.settings, state=self._state)
        return replace(spec, settings=settings, shares_faults=not own_faults)

    async def _announce(self, name: str, document: Mapping[str, Any]) -> int:
        return await self._list.begin(name, document)

    async def delete(self, name: str, *, ended_well: bool) -> SessionResult:
        """End a session for all proxies; raises UsageError and StateError."""
        async with self._turn(name):
            self.find(name)
            await self._list.end(name)
            return await self._end(name, ended_well=ended_well)

    async def close(self, *, ended_well: bool) -> dict[str, SessionResult]:
        """End the sessions of this proxy; the others go on with those that are shared."""
        for task in self._following:
            task.cancel()
        if self._stored is not None:
            await self._end_own()
        results = await super().close(ended_well=ended_well)
        if self._stored is not None:
            await self._stored.close()
        return results

    async def _end_own(self) -> None:
        """End those sessions for all proxies that only this one can answer."""
        own = [name for name, opened in self if not opened.shares_state and name != names.DEFAULT]
        for name in own:
            with suppress(StateError):
                await self._list.end(name)

    # As the other proxies were asked

    async def _follow_others(self, default: Opened) -> None:
        state = default.session.mode.state
        assert state is not None
        assert state.sessions is not None
        loop = asyncio.get_running_loop()

        def tell(changed: set[str]) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._refresh_later, changed)

        self._stored = state.sessions
        self._stored.watch(tell)
        await self.refresh_all()

    def _refresh_later(self, changed: set[str]) -> None:
        task = asyncio.get_running_loop().create_task(self._refresh_each(changed))
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def _refresh_each(self, changed: set[str]) -> None:
        for name in changed:
            if name in self or len(self) < self._limit:
                await self.refresh(name)

    async def refresh_all(self) -> None:
        """Begin and end sessions as the control API of other proxies has."""
        with suppress(StateError):  # the console says so
            await self._refresh_each(set(await self._list.list_changed(self.begun)))

    async def refresh(self, name: str) -> None:
        """Begin or end a session as the control API of another proxy has."""
        if name == names.DEFAULT or not names.is_name(name):
            return
        with suppress(StateError):
            async with self._turn(name):
                stored = await self._list.find(name)
                if stored is not None:
                    await self._follow(name, stored)

    async def _follow(self, name: str, stored: StoredSession) -> None:
        if stored.begun == self.begun.get(name, 0):
            if name not in self:  # a client of another proxy has named it
                self.begin_on_first_use(name)
            return
        if not stored.ended and stored.settings is not None:
            await self._begin_as_described(name, stored.settings, stored.begun)
            return
        await self._end_if_there(name)
        self._ended.add(name, f"the session {name!r}")

    async def _begin_as_described(self, name: str, document: Mapping[str, Any], begun: int) -> None:
        if document["mode"] != "fake":
            await self._refuse(name, _explain_elsewhere(name, document))
            return
        try:
            spec = self._parse(name, document, self.find(names.DEFAULT).spec)
            await self._open(name, self._share(spec), begun)
        except StateError:
            raise
        except RingbackError as error:
            reason = f"the session {name!r} was begun on another proxy, and cannot begin here: "
            logger.warning("%s%s", reason, error)
            await self._refuse(name, f"{reason}{error}")

    async def _refuse(self, name: str, reason: str) -> None:
        await self._end_if_there(name)
        self._ended.replace(name, Ended(reason, reason))


def _describe(spec: SessionSpec, document: Mapping[str, Any], proxy: str) -> Mapping[str, Any]:
    """Return what other proxies get to know of a session; raises UsageError."""
    if not isinstance(spec.settings, FakeSettings):
        return {"mode": spec.settings.mode, "proxy": proxy}
    if document.get("auth_token") is not None:
        raise UsageError(
            "auth_token cannot be kept in a state that lasts, where no secret is written; "
            "start the proxies with --auth-token, and begin the session without it"
        )
    paths = {key: _make_absolute(document[key]) for key in _PATHS if document.get(key)}
    return {**document, **paths, "mode": "fake"}


def _make_absolute(given: Any) -> Any:
    """Return a path, or a list of them, for proxies that were started in other folders."""
    if isinstance(given, list):
        return [_make_absolute(one) for one in given]
    return str(Path(given).absolute()) if isinstance(given, str) else given


def _explain_elsewhere(name: str, document: Mapping[str, Any]) -> str:
    return (
        f"the session {name!r} is in {document['mode']} mode, which only the proxy "
        f"{document['proxy']} has begun; send its requests there, or begin it anew with "
        f"PUT /ringback/sessions/{name}"
    )
