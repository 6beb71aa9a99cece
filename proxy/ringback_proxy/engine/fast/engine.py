"""The fast engine: mitmproxy with its dispatch and its layers replaced where an answer is at hand.

`engine.internals` lists the private parts of mitmproxy that it uses.
"""

from collections.abc import Callable
from typing import Any

from mitmproxy.addons import disable_h2c, next_layer, proxyserver, tlsconfig
from mitmproxy.connection import Client
from mitmproxy.master import Master
from mitmproxy.net.server_spec import ServerSpec
from mitmproxy.proxy.mode_servers import ServerInstance

from ringback_proxy.engine import connections
from ringback_proxy.engine.fast.connection_fast_path import InlineHooksAddon
from ringback_proxy.engine.fast.hook_table import HookTable
from ringback_proxy.engine.fast.http1_fast_path import Http1FastPath
from ringback_proxy.engine.fast.http_layer import JsonErrors
from ringback_proxy.engine.fast.quick_ack import QuickAck
from ringback_proxy.engine.fast.upstream_tunnel import UpstreamTunnels
from ringback_proxy.engine.types import Listener
from ringback_proxy.engine.upstream_timeout import UpstreamTimeout


class FastEngine:
    """An `Engine` for one master, whose addon manager it replaces.

    `is_offline` returns whether a client's next request is answered by a hook and not forwarded.
    """

    def __init__(self, master: Master, is_offline: Callable[[Client], bool]) -> None:
        # It feeds mitmproxy's own screens only. A start that fails would leave it on the root
        # logger, where every later record then fails.
        master._legacy_log_events.uninstall()
        master.addons = self.hooks = HookTable(master)
        self.proxyserver = proxyserver.Proxyserver()
        self.quick_ack = QuickAck(self.proxyserver)
        self.fast_path = Http1FastPath(self.hooks, self.quick_ack, is_offline)

    def addons_before(self) -> tuple[object, ...]:
        """Return mitmproxy's addons that a proxy needs, and the one that changes their layers."""
        return (
            self.proxyserver,
            next_layer.NextLayer(),
            tlsconfig.TlsConfig(),
            disable_h2c.DisableH2C(),
            JsonErrors(self.fast_path),  # after NextLayer, whose layers it changes
        )

    def addons_after(self, upstream_timeout: float | None) -> tuple[object, ...]:
        """Return what watches requests that are forwarded, and what shortens their way."""
        forwarding = (
            ()
            if upstream_timeout is None
            else (UpstreamTimeout(self.proxyserver, upstream_timeout),)
        )
        inline_hooks = InlineHooksAddon(self.proxyserver, self.hooks)  # after NextLayer as well
        return (*forwarding, inline_hooks, self.quick_ack)

    def tunnels(self, proxy_for: Callable[[str, int], ServerSpec | None]) -> tuple[object, ...]:
        """Return the addon that sends unopened connections through another proxy."""
        return (UpstreamTunnels(proxy_for),)

    async def listen(self, mode: str, port: int) -> Listener:
        """Listen with mitmproxy's own listener, started here.

        mitmproxy itself would only log that a port is taken, and go on without it.
        """
        instance: ServerInstance[Any] = ServerInstance.make(f"{mode}@{port}", self.proxyserver)
        await instance.start()
        return instance

    def close_connections(self) -> None:
        """Start to close every connection."""
        connections.close_all(self.proxyserver)

    def has_connections(self) -> bool:
        """Return whether a client is still connected."""
        return bool(self.proxyserver.connections)
