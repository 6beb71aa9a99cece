"""mitmproxy's proxy core, which serves the connections that the front hands over.

It takes a fifth of a start to import, and in fake and replay most runs never need it. So its addons
are loaded with the first connection that is handed over; the layers are imported before that where
requests will be forwarded.
"""

from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mitmproxy import hooks
from mitmproxy.addonmanager import AddonManager
from mitmproxy.options import Options
from mitmproxy.proxy.mode_specs import ProxyMode

from ringback.errors import RingbackError
from ringback_proxy.engine import lean_imports
from ringback_proxy.engine.mitmproxy_changes import report_changes

if TYPE_CHECKING:  # these import the layers
    from mitmproxy.addons.proxyserver import Proxyserver
    from mitmproxy.proxy.mode_servers import ServerInstance
    from mitmproxy.proxy.server import ConnectionHandler


class ProxyCore:
    """mitmproxy's own addons in the chain of `manager`, and its handlers of connections."""

    def __init__(self, manager: AddonManager, options: Options) -> None:
        self._manager = manager
        self._options = options
        self._proxyserver: Proxyserver | None = None
        self._instances: dict[ProxyMode, ServerInstance[Any]] = {}

    @property
    def connections(self) -> "Mapping[Any, ConnectionHandler]":
        """The handlers of the connections that mitmproxy serves."""
        return self._proxyserver.connections if self._proxyserver is not None else {}

    async def handle_stream(
        self, mode: ProxyMode, reader: StreamReader, writer: StreamWriter
    ) -> None:
        """Serve a connection as if mitmproxy had accepted it in one of its modes."""
        instance = self._instances.get(mode)
        if instance is None:
            instance = self._instances[mode] = self._make_instance(mode)
        await instance.handle_stream(reader, writer)

    def _make_instance(self, mode: ProxyMode) -> "ServerInstance[Any]":
        proxyserver = self.load()
        from mitmproxy.proxy.mode_servers import ServerInstance

        return ServerInstance.make(mode, proxyserver)

    def load(self) -> "Proxyserver":
        """Load mitmproxy's addons, once, as the first ones of the chain.

        Raises RingbackError where the installed mitmproxy has changed in a private part.
        """
        if self._proxyserver is None:
            with report_changes():
                self._proxyserver = self._load()
        return self._proxyserver

    def _load(self) -> "Proxyserver":
        lean_imports.import_layers()
        from mitmproxy.addons.proxyserver import Proxyserver

        proxyserver = Proxyserver()
        self._insert(proxyserver, *_make_addons())
        return proxyserver

    def _insert(self, *addons: object) -> None:
        """Add addons to a chain that is running already, before the others."""
        self._manager.chain[:0] = [self._manager.register(each) for each in addons]
        for each in addons:
            for hook in (hooks.ConfigureHook(set(self._options.keys())), hooks.RunningHook()):
                self._manager.invoke_addon_sync(each, hook)
        if self._options.deferred:
            raise RingbackError(f"mitmproxy has no option {', '.join(self._options.deferred)}")


def _make_addons() -> tuple[object, ...]:
    """Return the addons of mitmproxy that a proxy needs, and those that change their layers."""
    from mitmproxy.addons import disable_h2c, next_layer, tlsconfig

    from ringback_proxy.engine.front.handover import DecryptedConnections
    from ringback_proxy.engine.layers.http_layer import JsonErrors

    return (
        next_layer.NextLayer(),
        tlsconfig.TlsConfig(),
        disable_h2c.DisableH2C(),
        JsonErrors(),  # after NextLayer, whose layers it changes
        DecryptedConnections(),  # after NextLayer as well
    )
