"""Resets the connections of clients that mitmproxy serves, where a fault wants that.

mitmproxy's layers can only close a connection.
"""

from typing import Any

from mitmproxy import http

from ringback.mitmproxy_addon import flows
from ringback.modes.injection import Effect
from ringback_proxy.engine import connections


class InjectedResets:
    """The addon that resets a connection instead of sending a response over it."""

    def __init__(self, proxyserver: Any) -> None:
        self.proxyserver = proxyserver

    def response(self, flow: http.HTTPFlow) -> None:
        """Reset the client's connection; the front does so itself for its own."""
        injection = flows.find_injection(flow)
        if injection is not None and injection.effect is Effect.RESET:
            connections.reset_client(self.proxyserver, flow.client_conn)
