"""Sends what leaves this machine through the company's proxy that the environment names.

Forwarded requests are sent there here; connections that are passed through unopened need a layer
of mitmproxy's around them, which `engine.upstream_tunnel` puts in.
"""

import logging
from collections.abc import Callable

from mitmproxy import http
from mitmproxy.net.server_spec import ServerSpec
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from ringback.mitmproxy_addon import host_policy
from ringback_proxy.access.upstream_proxy import UpstreamProxies, UpstreamProxy

logger = logging.getLogger(__name__)


class UpstreamProxyAddon:
    """The addon that sends requests through the company's proxies; it comes after all others.

    While `is_offline()` is true, requests to Twilio are not sent there.
    """

    def __init__(self, proxies: UpstreamProxies, is_offline: Callable[[], bool]) -> None:
        self.proxies = proxies
        self.is_offline = is_offline

    def tunnel_proxy(self, host: str, port: int) -> ServerSpec | None:
        """Return the proxy through which a tunnel to `host` goes; None for a direct connection."""
        proxy = self._proxy("https", host, port)
        return None if proxy is None else _spec(proxy)

    def request(self, flow: http.HTTPFlow) -> None:
        """Send a forwarded request through the proxy for its host."""
        if flow.response or flow.error or not flow.live:
            return
        request = flow.request
        proxy = self._proxy(request.scheme, request.host, request.port)
        if proxy is None:
            return
        if "https" in (request.scheme, proxy.scheme):
            flow.server_conn.via = _spec(proxy)
        else:
            _use_absolute_form(request, proxy)

    def http_connect_upstream(self, flow: http.HTTPFlow) -> None:
        """Add the proxy's credentials to a CONNECT request, which only the proxy receives."""
        proxy = self._proxy("https", flow.request.host, flow.request.port)
        if proxy is not None and proxy.authorization is not None:
            flow.request.headers["Proxy-Authorization"] = proxy.authorization

    def server_connect_error(self, data: ServerConnectionHookData) -> None:
        """Log that a proxy cannot be reached."""
        if data.server.address in {
            (proxy.host, proxy.port) for proxy in (self.proxies.https, self.proxies.http) if proxy
        }:
            logger.warning("no connection to the proxy of your environment (%s)", data.server.error)

    def _proxy(self, scheme: str, host: str, port: int) -> UpstreamProxy | None:
        if self.is_offline() and host_policy.find_twilio_host(host) is not None:
            return None
        return self.proxies.for_host(scheme, host, port)


def _spec(proxy: UpstreamProxy) -> ServerSpec:
    return proxy.scheme, (proxy.host, proxy.port)  # type: ignore[return-value]  # a URL's scheme


def _use_absolute_form(request: http.Request, proxy: UpstreamProxy) -> None:
    """Send a plain HTTP request to the proxy itself, which takes these without a tunnel."""
    host_header = request.host_header
    authority = request.host if request.port == 80 else f"{request.host}:{request.port}"
    request.host, request.port = proxy.host, proxy.port
    request.host_header = host_header or authority
    request.authority = host_header or authority
    if proxy.authorization is not None:
        request.headers["Proxy-Authorization"] = proxy.authorization
