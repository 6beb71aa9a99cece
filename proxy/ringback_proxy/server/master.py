"""The lean mitmproxy master: the few addons that a proxy needs, and ours.

mitmproxy's own tools load about forty addons and walk them for every hook.
"""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from mitmproxy import options
from mitmproxy.addons import disable_h2c, next_layer, proxyserver, tlsconfig
from mitmproxy.master import Master
from mitmproxy.optmanager import OptManager

from ringback.settings.table import ForwardingSettings
from ringback_proxy.access.proxy_auth import ProxyAuth
from ringback_proxy.engine.hook_table import HookTable
from ringback_proxy.engine.http1_fast_path import Http1FastPath
from ringback_proxy.engine.http_layer import JsonErrors
from ringback_proxy.engine.inline_hooks import InlineHooksAddon
from ringback_proxy.engine.quick_ack import QuickAck
from ringback_proxy.engine.upstream_timeout import UpstreamTimeout
from ringback_proxy.server.listeners import Addresses, Listeners


class Interceptor(Protocol):
    """The addon that answers requests: `Conversations`, or a router of several."""

    @property
    def offline(self) -> bool:
        """Whether every intercepted request is answered at once and nothing is forwarded."""
        ...

    @property
    def in_flight(self) -> int:
        """How many requests are not answered yet."""
        ...

    def make_safe(self, options: OptManager) -> None:
        """Set the mitmproxy options without which requests could reach Twilio."""
        ...


class LeanMaster(Master):
    """Runs one proxy with one intercepting addon; one a process, as mitmproxy's ctx is global.

    `upstream_ca` is a PEM file of CAs that alone are trusted for the upstream; `proxy_auth`, where
    there is one, sees every request before anything else does.
    """

    def __init__(
        self,
        conversations: "Interceptor",
        addresses: Addresses,
        confdir: Path,
        upstream_ca: Path | None = None,
        upstream_timeout: float = ForwardingSettings.upstream_timeout,
        proxy_auth: ProxyAuth | None = None,
    ) -> None:
        super().__init__(options.Options(confdir=str(confdir), server=False))
        # It only feeds mitmproxy's own screens, and a failed start would leave it on the
        # application's root logger, where every later record fails.
        self._legacy_log_events.uninstall()
        self.addons = table = HookTable(self)
        self.conversations = conversations
        self.proxyserver = proxyserver.Proxyserver()
        self.listeners = Listeners(self.proxyserver, addresses)
        self.listening = asyncio.Event()
        quick_ack = QuickAck(self.proxyserver)
        self.in_a_hurry = False
        self.addons.add(
            self.proxyserver,
            next_layer.NextLayer(),
            tlsconfig.TlsConfig(),
            disable_h2c.DisableH2C(),
            JsonErrors(Http1FastPath(table, quick_ack, lambda: conversations.offline)),
            self.listeners,
            *((proxy_auth,) if proxy_auth is not None else ()),
            conversations,
            UpstreamTimeout(self.proxyserver, upstream_timeout),
            InlineHooksAddon(self.proxyserver, table),
            quick_ack,
        )
        conversations.make_safe(self.options)
        if upstream_ca is not None:
            self.options.update(ssl_verify_upstream_trusted_ca=str(upstream_ca))

    async def running(self) -> None:
        """Listen, once all addons are ready; raises ListenError."""
        await super().running()
        await self.listeners.start(self.options)
        self.listening.set()

    async def drain(self, patience: float) -> None:
        """Stop listening and let what is in flight be answered, for `patience` seconds at most.

        `in_a_hurry`, which may be set meanwhile, ends the patience at once.
        """
        await self.listeners.stop()
        await _wait_until(lambda: self.in_a_hurry or not self.conversations.in_flight, patience)

    async def close_connections(self, patience: float = 2.0) -> None:
        """Close what is still connected, and wait until it is gone, for `patience` seconds at most.

        Without this, Python 3.11 prints a traceback for every open connection.
        """
        for handler in list(self.proxyserver.connections.values()):
            for io in list(handler.transports.values()):
                if io.handler is not None:
                    io.handler.cancel("stopping")
        if not await _wait_until(lambda: not self.proxyserver.connections, patience):
            logging.getLogger(__name__).warning("some connections did not close in time")


async def _wait_until(done: Callable[[], bool], patience: float) -> bool:
    """Look again and again whether something is done; say whether it was in time."""
    loop = asyncio.get_running_loop()
    limit = loop.time() + patience
    while not done():
        if loop.time() >= limit:
            return False
        await asyncio.sleep(0.01)
    return True
