"""A proxy in this process, for tests that inspect it while real clients use it."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ringback.errors import RingbackError
from ringback.journal import Journal
from ringback.mitmproxy_addon.addon import Conversations
from ringback.modes.mode import Mode
from ringback_proxy.access.proxy_auth import ProxyAuth
from ringback_proxy.server.lifecycle import serving
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.master import ProxyMaster
from tests.support.http.wire import Address
from tests.support.process.waiting import TIMEOUT

Result = TypeVar("Result")

Control = Callable[[], asyncio.Protocol]

ANY = Addresses(port=0, base_url_port=0)


class Proxy:
    """A running `ProxyMaster` in a thread of its own; a context manager that drains it."""

    def __init__(self, build: Callable[[], ProxyMaster], ca: Path) -> None:
        self.ca = ca
        self._build = build
        self._started: Future[None] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def __enter__(self) -> "Proxy":
        self._thread.start()
        try:
            self._started.result(TIMEOUT)
        except BaseException:  # Ctrl-C, too, leaves no process behind
            self._thread.join()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def request_stop(self) -> None:
        """Request the stop, without waiting for it."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)

    def stop(self) -> None:
        """Drain the proxy and wait until it has stopped."""
        self.request_stop()
        self._thread.join()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        try:
            self.master = self._build()
            async with serving(self.master):
                self._started.set_result(None)
                await self._stopping.wait()
        except RingbackError as error:
            self._started.set_exception(error)

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine in the proxy's own loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(TIMEOUT)

    def call(self, function: Callable[[], object]) -> None:
        """Call a function in the proxy's loop."""

        async def called() -> None:
            function()

        self.run(called())

    @property
    def address(self) -> Address:
        return ("127.0.0.1", self.master.listeners.port)

    @property
    def base_url(self) -> Address:
        port = self.master.listeners.base_url_port
        assert port is not None
        return ("127.0.0.1", port)

    @property
    def has_connections(self) -> bool:
        """Whether a client is connected, to the front or to mitmproxy."""
        return self.master.engine.has_connections()

    @property
    def connections(self) -> dict[Any, Any]:
        """The connections to clients that mitmproxy serves."""
        proxyserver = self.master.addons.get("proxyserver")  # None until one is handed over
        return {} if proxyserver is None else dict(proxyserver.connections)

    @property
    def journal(self) -> Journal:
        return self.conversations.journal

    @property
    def conversations(self) -> Conversations:
        addon = self.master.conversations
        assert isinstance(addon, Conversations)
        return addon


class StartProxy(Protocol):
    """Starts a proxy that forwards to `upstream`, or has another mode."""

    def __call__(
        self,
        upstream: str | None = None,
        *,
        mode: Mode | None = None,
        addresses: Addresses = ANY,
        upstream_ca: Path | None = None,
        upstream_timeout: float | None = TIMEOUT,
        proxy_auth: ProxyAuth | None = None,
        control: Control | None = None,
    ) -> Proxy: ...
