"""The fast engine: the front, and mitmproxy behind it for what has to be forwarded.

`engine.internals` lists the private parts of mitmproxy that it uses.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mitmproxy import http
from mitmproxy.connection import Client
from mitmproxy.master import Master
from mitmproxy.net.server_spec import ServerSpec
from mitmproxy.proxy.mode_specs import ProxyMode

from ringback_proxy.engine import collector, connections, lean_imports
from ringback_proxy.engine.front.addon_hooks import AddonHooks
from ringback_proxy.engine.front.endpoint import ControlFactory, Endpoint
from ringback_proxy.engine.front.listener import FrontListener
from ringback_proxy.engine.front.open_connections import OpenConnections
from ringback_proxy.engine.front.proxy_core import ProxyCore
from ringback_proxy.engine.front.tls.certificates import Certificates
from ringback_proxy.engine.front.tls.contexts import TlsContexts
from ringback_proxy.engine.quick_ack import QuickAck
from ringback_proxy.engine.types import Listener
from ringback_proxy.engine.upstream_timeout import UpstreamTimeout

if TYPE_CHECKING:  # it waits until a connection is handed over
    from mitmproxy.proxy.layer import NextLayer


class FrontEngine:
    """An `Engine` for one master, with a front before it.

    `is_offline` returns whether a client's next request is answered by a hook and not forwarded.
    `control` makes the protocol for requests that are not proxied; None where there is none.
    """

    def __init__(
        self,
        master: Master,
        is_offline: Callable[[Client], bool],
        control: ControlFactory | None = None,
    ) -> None:
        # It feeds mitmproxy's own screens only. A start that fails would leave it on the root
        # logger, where every later record then fails.
        master._legacy_log_events.uninstall()
        self.master = master
        self.is_offline = is_offline
        self.control = control
        self.core = ProxyCore(master.addons, master.options)
        self.hooks = AddonHooks(master.addons)
        # mitmproxy itself looks the functions of every addon up for each hook.
        # It is the one method of the manager that mitmproxy's layers call.
        master.addons.handle_lifecycle = self.hooks.handle_lifecycle  # type: ignore[method-assign]  # replaced
        self.tls_contexts = TlsContexts(Certificates(master.options))
        self.connections = OpenConnections()

    @property
    def serves_control(self) -> bool:
        """Whether it hands requests that are not proxied to the protocol of the control API."""
        return self.control is not None

    def prepare_forwarding(self) -> None:
        """Import mitmproxy's layers; its addons are loaded with the first connection."""
        lean_imports.import_layers()

    def addons_before(self) -> tuple[object, ...]:
        """Return what ends the start; mitmproxy's own addons come before it, once they load."""
        return (_Startup(),)

    def addons_after(self, upstream_timeout: float | None) -> tuple[object, ...]:
        """Return what watches requests that are forwarded, and acknowledges them."""
        if upstream_timeout is None:
            return (QuickAck(self.core),)
        return (UpstreamTimeout(self.core, upstream_timeout), QuickAck(self.core))

    def tunnels(self, proxy_for: Callable[[str, int], ServerSpec | None]) -> tuple[object, ...]:
        """Return the addon that sends unopened connections through another proxy."""
        return (_Tunnels(proxy_for),)

    async def listen(self, mode: str, port: int) -> Listener:
        """Listen in one of mitmproxy's proxy modes; port 0 stands for any free port."""
        endpoint = Endpoint(
            ProxyMode.parse(f"{mode}@{port}"),
            self.core,
            self.master.options,
            self.hooks,
            self.tls_contexts,
            lambda client: self.is_offline(client),
            self.control,
            self.connections,
        )
        listener = FrontListener(endpoint)
        await listener.start(self.master.options.listen_host, port)
        return listener

    def close_connections(self) -> None:
        """Start to close every connection."""
        self.connections.close()
        connections.close_all(self.core)

    def has_connections(self) -> bool:
        """Return whether a client is still connected."""
        return bool(self.connections or self.core.connections)


class _Tunnels:
    """The addon that passes a layer to `UpstreamTunnels`, which is imported with the layers."""

    def __init__(self, proxy_for: Callable[[str, int], ServerSpec | None]) -> None:
        self._proxy_for = proxy_for

    def next_layer(self, nextlayer: "NextLayer") -> None:
        """Put a tunnel around a connection that is passed through unopened."""
        from ringback_proxy.engine.layers.upstream_tunnel import UpstreamTunnels

        UpstreamTunnels(self._proxy_for).next_layer(nextlayer)


class _Startup:
    """The addon that ends what is only good for the start."""

    def running(self) -> None:
        """Switch the collector on again, and mitmproxy's check of every message off."""
        collector.resume()
        if hasattr(http.MessageData, "__post_init__"):
            http.MessageData.__post_init__ = _skip_check  # type: ignore[method-assign]  # replaced

    def done(self) -> None:
        """Stop exempting objects from the collector."""
        collector.release()


def _skip_check(_message: http.MessageData) -> None:
    """Do nothing, as mitmproxy's check does under `python -O`."""
