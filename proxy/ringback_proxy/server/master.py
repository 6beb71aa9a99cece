"""The master of one proxy: the addons in their order, listening and draining."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from mitmproxy import connection, options
from mitmproxy.master import Master

from ringback_proxy.access.proxy_auth import ProxyAuth
from ringback_proxy.access.upstream_proxy_addon import UpstreamProxyAddon
from ringback_proxy.engine import selection
from ringback_proxy.server.listeners import Addresses, Listeners

logger = logging.getLogger(__name__)


class Interceptor(Protocol):
    """The addon that answers requests: `Conversations`, or a router of several."""

    @property
    def offline(self) -> bool:
        """Whether every intercepted request is answered at once and nothing is forwarded."""

    def is_offline(self, client: connection.Client) -> bool:
        """Return whether that holds for the next request of one client connection."""

    @property
    def in_flight(self) -> int:
        """How many requests are not answered yet."""

    def make_safe(self, options: options.Options) -> None:
        """Set the mitmproxy options without which requests could reach Twilio."""


class ProxyMaster(Master):
    """Runs one proxy with one intercepting addon; one per process, as mitmproxy's ctx is global.

    `upstream_ca` is a PEM file with the only CAs that are trusted for the upstream.
    `upstream_timeout` is in seconds, None where nothing is forwarded. `control` makes the protocol
    that serves requests which are not proxied.
    """

    def __init__(
        self,
        conversations: Interceptor,
        addresses: Addresses,
        confdir: Path,
        upstream_ca: Path | None = None,
        upstream_timeout: float | None = None,
        proxy_auth: ProxyAuth | None = None,
        control: Callable[[], asyncio.Protocol] | None = None,
    ) -> None:
        super().__init__(options.Options(confdir=str(confdir), server=False))
        self.engine = selection.create(self, conversations.is_offline, control)
        self.conversations = conversations
        self.listeners = Listeners(self.engine, addresses)
        self.listening = asyncio.Event()
        self._aborted = False
        if not conversations.offline:
            self.engine.prepare_forwarding()
        # Each hook runs through the addons in this order, and they rely on it:
        self.addons.add(
            *self.engine.addons_before(),  # they choose the layers, which later addons change
            self.listeners,  # an upstream that is this proxy is refused before anything else
            *(
                (proxy_auth,) if proxy_auth is not None else ()
            ),  # refuses clients before anything answers them
            conversations,  # it answers, or marks a request as forwarded
            *self.engine.addons_after(upstream_timeout),  # they act on that mark and those layers
        )
        conversations.make_safe(self.options)
        if upstream_ca is not None:
            self.options.update(ssl_verify_upstream_trusted_ca=str(upstream_ca))

    def chain(self, upstream_proxy: UpstreamProxyAddon) -> None:
        """Send what leaves this machine through the company's proxy; call it once it listens."""
        self.addons.add(upstream_proxy, *self.engine.tunnels(upstream_proxy.tunnel_proxy))

    async def running(self) -> None:
        """Listen, once all addons are ready; raises ListenError."""
        await super().running()
        await self.listeners.start(self.options)
        self.listening.set()

    async def drain(self, timeout: float) -> None:
        """Stop listening, and wait until requests in flight are answered, or `timeout` seconds.

        `abort_drain` ends the wait at once.
        """
        await self.listeners.stop()
        await _wait_until(lambda: self._aborted or not self.conversations.in_flight, timeout)

    def abort_drain(self) -> None:
        """Wait no longer for requests in flight."""
        self._aborted = True

    async def close_connections(self, timeout: float = 2.0) -> None:
        """Close all connections, and wait until they are closed, or `timeout` seconds.

        Without this, Python 3.11 prints a traceback for every open connection.
        """
        self.engine.close_connections()
        if not await _wait_until(lambda: not self.engine.has_connections(), timeout):
            logger.warning("some connections did not close in time")


async def _wait_until(done: Callable[[], bool], timeout: float) -> bool:
    """Wait until `done` returns true; return whether it did so within `timeout` seconds."""
    loop = asyncio.get_running_loop()
    limit = loop.time() + timeout
    while not done():
        if loop.time() >= limit:
            return False
        await asyncio.sleep(0.01)
    return True
