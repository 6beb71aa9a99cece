"""Tunnels through the company's proxy for connections that are passed through unopened.

mitmproxy has an upstream mode, but it is all or nothing: it knows no exemptions, and would hand
over Twilio's requests in fake and replay as well. So its tunnel is put around single connections.
"""

import logging
from collections.abc import Callable

from mitmproxy.net.server_spec import ServerSpec
from mitmproxy.proxy import layer
from mitmproxy.proxy.layers import TCPLayer
from mitmproxy.proxy.layers.http._upstream_proxy import HttpUpstreamProxy

logger = logging.getLogger(__name__)


class Tunnel(HttpUpstreamProxy):
    """mitmproxy's tunnel through a proxy, which logs that the proxy refuses it.

    The client gets no status: mitmproxy has confirmed its own tunnel already.
    """

    def receive_handshake_data(
        self, data: bytes
    ) -> layer.CommandGenerator[tuple[bool, str | None]]:
        """Read the proxy's answer."""
        done, error = yield from super().receive_handshake_data(data)
        if error is not None:
            logger.warning("%s", error)
        return done, error


class UpstreamTunnels:
    """The addon that puts the tunnels in; it comes after mitmproxy's own NextLayer.

    `proxy_for` returns the proxy for a host and a port, or None for a direct connection.
    """

    def __init__(self, proxy_for: Callable[[str, int], ServerSpec | None]) -> None:
        self.proxy_for = proxy_for

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Put a tunnel around a connection that is passed through unopened."""
        context = nextlayer.context
        passed_through = nextlayer.layer
        if not isinstance(passed_through, TCPLayer) or context.server.address is None:
            return
        proxy = self.proxy_for(*context.server.address[:2])
        if proxy is None or context.server.via is not None:
            return
        context.server.via = proxy
        stack = Tunnel.make(context, True)
        stack /= passed_through
        nextlayer.layer = stack[0]
