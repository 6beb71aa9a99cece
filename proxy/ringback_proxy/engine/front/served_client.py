"""A client whose connection the front serves, as mitmproxy's addons see it."""

import time
from typing import Any

from mitmproxy.connection import Client, ConnectionState, Server
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.mode_specs import ProxyMode

from ringback_proxy.engine.front.addon_hooks import AddonHooks, Steps
from ringback_proxy.engine.front.open_connections import OpenConnections


class ServedClient:
    """mitmproxy's objects for one connection, and the hooks of its beginning and its end."""

    def __init__(
        self, transport: Any, mode: ProxyMode, options: Options, connections: OpenConnections
    ) -> None:
        client = Client(
            peername=transport.get_extra_info("peername"),
            sockname=transport.get_extra_info("sockname"),
            timestamp_start=time.time(),
            proxy_mode=mode,
            state=ConnectionState.OPEN,
        )
        self.context = Context(client, options)
        self._begun = False
        self._transport = transport
        self._connections = connections

    @property
    def client(self) -> Client:
        """The client's side."""
        return self.context.client

    @property
    def server(self) -> Server:
        """The server's side, which is never connected."""
        return self.context.server

    def begin(self, hooks: AddonHooks) -> Steps:
        """Report that the client is connected; an addon may set its `error` to refuse it."""
        self._begun = True
        yield from hooks.trigger_steps("client_connected", self.client)

    def end(self, hooks: AddonHooks) -> Steps:
        """Report that the client has left, or that mitmproxy goes on with it; once."""
        if self._begun:
            self._begun = False
            self.client.state = ConnectionState.CLOSED
            self.client.timestamp_end = time.time()
            yield from hooks.trigger_steps("client_disconnected", self.client)
        self._connections.discard(self._transport)
