"""A lean proxy in this process, for tests that look inside it while real clients talk to it."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest

from support.patience import PATIENCE
from support.upstream import Upstream
from support.wire import Address
from understudy import parsing
from understudy.forwarding import ForwardingConversations
from understudy.journal import Journal
from understudy.modes.decision import Mode
from understudy.modes.inspect import InspectMode
from understudy_proxy.certificates import Authority, ensure_authority
from understudy_proxy.listening import Addresses
from understudy_proxy.master import LeanMaster

Result = TypeVar("Result")


class Proxy:
    """A running `LeanMaster` in a thread of its own; a context manager that drains it."""

    def __init__(self, build: Callable[[], LeanMaster], ca: Path) -> None:
        self.ca = ca
        self._build = build
        self._started: Future[None] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def __enter__(self) -> "Proxy":
        self._thread.start()
        try:
            self._started.result(PATIENCE)
        except BaseException:
            self._thread.join()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self.master = self._build()
        serving = asyncio.create_task(self.master.run())
        listening = asyncio.create_task(self.master.listening.wait())
        await asyncio.wait({serving, listening}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            listening.cancel()
            self._started.set_exception(serving.exception() or AssertionError("it just ended"))
            return
        self._started.set_result(None)
        await self._stopping.wait()
        await self.master.drain(PATIENCE)
        self.master.shutdown()  # type: ignore[no-untyped-call]
        await serving
        await self.master.close_connections()

    def ask(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine in the proxy's own loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    @property
    def address(self) -> Address:
        return ("127.0.0.1", self.master.listeners.port)

    @property
    def base_url(self) -> Address:
        port = self.master.listeners.base_url_port
        assert port is not None
        return ("127.0.0.1", port)

    @property
    def journal(self) -> Journal:
        return self.master.conversations.journal


class StartProxy(Protocol):
    """Starts a proxy that forwards to `upstream`, or as another mode says."""

    def __call__(
        self,
        upstream: str | None = None,
        *,
        mode: Mode | None = None,
        upstream_ca: Path | None = None,
        upstream_timeout: float = PATIENCE,
    ) -> Proxy: ...


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return ensure_authority(tmp_path_factory.mktemp("confdir"), datetime.now(UTC))


@pytest.fixture
def start_proxy(authority: Authority) -> Iterator[StartProxy]:
    """One proxy a test: mitmproxy's `ctx` is the process's."""
    with ExitStack() as stack:

        def start(
            upstream: str | None = None,
            *,
            mode: Mode | None = None,
            upstream_ca: Path | None = None,
            upstream_timeout: float = PATIENCE,
        ) -> Proxy:
            def build() -> LeanMaster:
                to = parsing.upstream(upstream) if upstream else None
                return LeanMaster(
                    ForwardingConversations(mode or InspectMode(), Journal(), to),
                    Addresses(port=0, base_url_port=0),
                    authority.confdir,
                    upstream_ca,
                    upstream_timeout,
                )

            return stack.enter_context(Proxy(build, authority.root))

        yield start


@pytest.fixture(scope="session")
def upstream_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    with Upstream(tmp_path_factory.mktemp("upstream")) as upstream:
        yield upstream


@pytest.fixture
def upstream(upstream_server: Upstream) -> Iterator[Upstream]:
    """What stands in for Twilio, as new for each test."""
    yield upstream_server
    upstream_server.reset()
