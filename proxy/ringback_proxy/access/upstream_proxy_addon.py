"""Sending what leaves this machine through the company's proxy, as the user's environment says.

mitmproxy has an upstream mode for that, but it is for all or nothing: it knows no exemptions, and
would hand over Twilio's requests in fake and replay too. So each connection is led there by itself:
a tunnel by a layer around it, a forwarded request by `via`.
"""

import logging

from mitmproxy import http
from mitmproxy.proxy import layer
from mitmproxy.proxy.layers import TCPLayer
from mitmproxy.proxy.layers.http._upstream_proxy import HttpUpstreamProxy
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from ringback.mitmproxy_addon import host_policy
from ringback_proxy.access.upstream_proxy import UpstreamProxies, UpstreamProxy

logger = logging.getLogger(__name__)


class Tunnel(HttpUpstreamProxy):
    """mitmproxy's tunnel through a proxy, which says so when the proxy refuses.

    The client cannot be told: it was promised its tunnel before we asked for ours.
    """

    def receive_handshake_data(
        self, data: bytes
    ) -> layer.CommandGenerator[tuple[bool, str | None]]:
        """Read the proxy's answer."""
        done, error = yield from super().receive_handshake_data(data)
        if error is not None:
            logger.warning("%s", error)
        return done, error


class UpstreamProxyAddon:
    """The addon that leads connections through the company's proxies; comes after all others."""

    def __init__(self, proxies: UpstreamProxies, *, offline: bool) -> None:
        self.proxies = proxies
        self.offline = offline

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Put the proxy's tunnel around a connection that is passed through unopened."""
        context = nextlayer.context
        tunnelled = nextlayer.layer
        if not isinstance(tunnelled, TCPLayer) or context.server.address is None:
            return
        proxy = self._proxy("https", *context.server.address[:2])
        if proxy is None or context.server.via is not None:
            return
        context.server.via = (proxy.scheme, (proxy.host, proxy.port))  # type: ignore[assignment]
        stack = Tunnel.make(context, True)
        stack /= tunnelled
        nextlayer.layer = stack[0]

    def request(self, flow: http.HTTPFlow) -> None:
        """Lead a request that is forwarded."""
        if flow.response or flow.error or not flow.live:
            return
        request = flow.request
        proxy = self._proxy(request.scheme, request.host, request.port)
        if proxy is None:
            return
        if "https" in (request.scheme, proxy.scheme):
            flow.server_conn.via = (proxy.scheme, (proxy.host, proxy.port))  # type: ignore[assignment]
        else:
            _ask_in_absolute_form(request, proxy)

    def http_connect_upstream(self, flow: http.HTTPFlow) -> None:
        """Return the proxy its credentials, which nobody else ever gets."""
        proxy = self._proxy("https", flow.request.host, flow.request.port)
        if proxy is not None and proxy.authorization is not None:
            flow.request.headers["Proxy-Authorization"] = proxy.authorization

    def server_connect_error(self, data: ServerConnectionHookData) -> None:
        """Say that a proxy cannot be reached."""
        if data.server.address in {
            (proxy.host, proxy.port) for proxy in (self.proxies.https, self.proxies.http) if proxy
        }:
            logger.warning("no connection to the proxy of your environment (%s)", data.server.error)

    def _proxy(self, scheme: str, host: str, port: int) -> UpstreamProxy | None:
        if self.offline and host_policy.find_twilio_host(host) is not None:
            return None
        return self.proxies.for_host(scheme, host, port)


def _ask_in_absolute_form(request: http.Request, proxy: UpstreamProxy) -> None:
    """Send a plain request to the proxy, which for these is asked without a tunnel."""
    host_header = request.host_header
    authority = request.host if request.port == 80 else f"{request.host}:{request.port}"
    request.host, request.port = proxy.host, proxy.port
    request.host_header = host_header or authority
    request.authority = host_header or authority
    if proxy.authorization is not None:
        request.headers["Proxy-Authorization"] = proxy.authorization
