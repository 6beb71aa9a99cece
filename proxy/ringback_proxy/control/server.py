"""Serves the control API, on connections that it is given and on a port of its own.

The framework is imported with the first connection: a run that is never controlled does not pay
for it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ringback_proxy.control.connection import ControlConnection
from ringback_proxy.control.context import ControlContext

if TYPE_CHECKING:
    from starlette.routing import BaseRoute
    from uvicorn.config import Config
    from uvicorn.server import ServerState

# Seconds that a connection may be idle, such as that of a test run between two tests.
_KEEP_ALIVE = 604_800


class ControlServer:
    """Makes protocols that serve the control API; `make_context` is called with the first.

    So is `make_page`, which returns the routes of the page.
    """

    def __init__(
        self,
        make_context: Callable[[], ControlContext],
        make_page: "Callable[[ControlContext], Sequence[BaseRoute]]" = lambda _: (),
    ) -> None:
        self._make_context = make_context
        self._make_page = make_page
        self._loaded: tuple[Config, ServerState] | None = None

    def make_protocol(self) -> asyncio.Protocol:
        """Return the protocol of one connection."""
        return ControlConnection(*self._load())

    def _load(self) -> "tuple[Config, ServerState]":
        if self._loaded is None:
            from uvicorn.config import Config
            from uvicorn.server import ServerState

            from ringback_proxy.control.app import make_app

            context = self._make_context()
            config = Config(
                make_app(context, self._make_page(context)),
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=False,
                timeout_keep_alive=_KEEP_ALIVE,
            )
            config.load()
            # Its warnings are of what clients send, and name packages to install.
            logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
            self._loaded = config, ServerState()
        return self._loaded

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        """Listen on a free port of this machine alone while the block lasts; yield the port."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self.make_protocol, "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()

    async def close(self) -> None:
        """Close every connection, also one that waits for news."""
        if self._loaded is None:
            return
        _, state = self._loaded
        for connection in tuple(state.connections):
            transport: Any = connection.transport
            transport.close()
        logger = logging.getLogger("uvicorn.error")
        logger.disabled = True  # it logs what is cancelled as a failure
        try:
            for task in tuple(state.tasks):
                task.cancel()
            await asyncio.gather(*state.tasks, return_exceptions=True)
        finally:
            logger.disabled = False
