"""The control API of one run."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ringback_proxy.control.access import PREFIX, ControlAccess, make_token
from ringback_proxy.control.context import Addresses, ControlContext
from ringback_proxy.control.server import ControlServer
from ringback_proxy.runtime_files import ready_file
from ringback_proxy.server.master import ProxyMaster
from ringback_proxy.server.plan import Plan
from ringback_proxy.sessions.registry.registry import SessionRegistry

if TYPE_CHECKING:
    from starlette.routing import BaseRoute


class Control:
    """The control API, which the proxy serves on its own port, or else on one that is free.

    `server` makes its protocols; `master` has to be set before it listens.
    """

    def __init__(self, plan: Plan, sessions: SessionRegistry) -> None:
        self.server = ControlServer(self._make_context, make_page)
        self.master: ProxyMaster | None = None
        self._plan = plan
        self._sessions = sessions
        self._token = make_token()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[ControlAccess]:
        """Yield where it is; when the block ends, every connection to it is closed."""
        assert self.master is not None
        try:
            if self.master.engine.serves_control:
                yield ControlAccess(f"{self._proxy_url}{PREFIX}", self._token)
            else:
                async with self.server.listening() as port:
                    yield ControlAccess(f"http://127.0.0.1:{port}{PREFIX}", self._token)
        finally:
            await self.server.close()

    def _make_context(self) -> ControlContext:
        assert self.master is not None
        port = self.master.listeners.base_url_port
        base_url = None if port is None else f"http://{self._host}:{port}"
        has_password = self._plan.proxy_auth is not None
        addresses = Addresses(self._proxy_url, base_url, port, has_password)
        return ControlContext(self._sessions, self._token, addresses)

    @property
    def _proxy_url(self) -> str:
        assert self.master is not None
        return f"http://{self._host}:{self.master.listeners.port}"

    @property
    def _host(self) -> str:
        return ready_file.to_client_host(self._plan.addresses.host)


def make_page(context: ControlContext) -> "Sequence[BaseRoute]":
    """Return the routes of the page, whose library is imported when they are."""
    from ringback_proxy.page.routes import make_routes

    return make_routes(context)
