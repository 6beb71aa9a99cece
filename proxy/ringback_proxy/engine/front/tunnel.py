"""A tunnel to Twilio: CONNECT, then TLS and HTTP/1.1, all answered here."""

import asyncio
import logging
import ssl
import time
from typing import Any, cast

from mitmproxy import http
from mitmproxy.connection import TlsVersion
from mitmproxy.tls import ClientHello, ClientHelloData, TlsData

from ringback.twilio.values import hosts
from ringback_proxy.engine import wire_responses
from ringback_proxy.engine.front import steps
from ringback_proxy.engine.front.addon_hooks import Steps
from ringback_proxy.engine.front.connect_request import ConnectRequest
from ringback_proxy.engine.front.endpoint import Endpoint
from ringback_proxy.engine.front.http1 import limits
from ringback_proxy.engine.front.http1.request_head import Head
from ringback_proxy.engine.front.http1.server import Http1Server
from ringback_proxy.engine.front.served_client import ServedClient
from ringback_proxy.engine.front.tls import client_hello, failure
from ringback_proxy.engine.front.tls.transport import TlsTransport

logger = logging.getLogger(__name__)

_CONFIRMATION = b"HTTP/1.1 200 Connection established\r\n\r\n"
_OWN_PROTOCOLS = (None, b"http/1.1")


class Tunnel(asyncio.Protocol):
    """Serves a CONNECT request to a host of Twilio, and what follows inside."""

    def __init__(
        self, endpoint: Endpoint, transport: Any, served: ServedClient, request: ConnectRequest
    ) -> None:
        self._endpoint = endpoint
        self._transport = transport
        self._served = served
        self._request = request
        self._data = b""
        self._confirmed = False
        self._task: asyncio.Task[None] | None = None
        self._over = False  # another protocol has the connection, or nobody
        self._timer = limits.RequestTimer(transport.close)

    def start(self, data: bytes) -> None:
        """Serve the request; `data` is what came behind it."""
        self._timer.start_idle(self._transport)
        self._data = data
        self._task = steps.run(self._connect(), self._proceed, self._transport.abort)

    def data_received(self, data: bytes) -> None:
        """Wait for the whole first message of TLS."""
        self._data += data
        self._timer.note_activity()
        if self._task is None:
            self._proceed()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Report that the client has left."""
        self._end()

    def _end(self) -> None:
        self._over = True
        self._timer.stop()
        steps.run(self._served.end(self._endpoint.hooks))

    def _connect(self) -> Steps:
        """Run the hooks of the client and of its CONNECT request, and answer that."""
        hooks, served = self._endpoint.hooks, self._served
        yield from served.begin(hooks)
        if served.client.error:
            self._transport.close()
            return
        flow = self._request.make_flow(served.client, served.server)
        yield from hooks.trigger_flow("http_connect", flow)
        if flow.error is not None:
            self._transport.close()
        elif flow.response is not None and not 200 <= flow.response.status_code < 300:
            yield from self._refuse(flow, flow.response)
        else:
            served.server.address = (flow.request.host, flow.request.port)
            yield from self._confirm(flow)

    def _refuse(self, flow: http.HTTPFlow, response: http.Response) -> Steps:
        """Answer with what an addon has set; mitmproxy gets the client's next attempt."""
        yield from self._endpoint.hooks.trigger_flow("http_connect_error", flow)
        self._transport.write(wire_responses.encode(response))
        self._hand_over()

    def _confirm(self, flow: http.HTTPFlow) -> Steps:
        twilio = hosts.is_twilio(hosts.normalize(flow.request.host))
        if not twilio or not self._endpoint.is_offline(self._served.client):
            self._data = self._request.data + self._data
            self._hand_over()
            return
        now = time.time()
        flow.response = flow.response or http.Response(
            b"HTTP/1.1", 200, b"Connection established", http.Headers(), b"", None, now, now
        )
        yield from self._endpoint.hooks.trigger_flow("http_connected", flow)
        self._confirmed = True
        self._transport.write(_CONFIRMATION)

    def _proceed(self) -> None:
        """Look at what the client has sent inside the tunnel."""
        self._task = None
        if self._over or not self._confirmed or not self._data:
            return
        try:
            hello = client_hello.parse(self._data)
        except client_hello.NoTlsError:
            self._serve_plain()
            return
        if hello is None:
            return
        offered = client_hello.choose_protocol(hello)
        if offered not in _OWN_PROTOCOLS or self._endpoint.is_tls_provided():
            self._hand_over()
        else:
            self._task = steps.run(
                self._greet(hello), lambda: self._start_tls(hello), self._transport.abort
            )

    def _serve_plain(self) -> None:
        """Serve HTTP without TLS; the addon refuses it, as Twilio does."""
        self._timer.stop()
        http1 = Http1Server(self._endpoint.hooks, self._served, self._takes, self._hand_over_plain)
        self._transport.set_protocol(http1)
        http1.connection_made(self._transport)
        http1.data_received(self._data)

    def _hand_over_plain(self, data: bytes, at_end: bool) -> None:
        self._end()
        self._endpoint.hand_over(self._transport, data, self._request.data, at_end=at_end)

    def _hand_over(self) -> None:
        self._end()
        connect = self._request.data if self._confirmed else b""
        self._endpoint.hand_over(self._transport, self._data, connect)

    def _greet(self, hello: ClientHello) -> Steps:
        """Run the hook of the first message of TLS."""
        client = self._served.client
        client.sni, client.alpn_offers = hello.sni, hello.alpn_protocols
        client.tls = True
        data = ClientHelloData(self._served.context, hello)
        yield from self._endpoint.hooks.trigger_steps("tls_clienthello", data)
        if data.ignore_connection:
            self._hand_over()

    def _start_tls(self, hello: ClientHello) -> None:
        self._task = None
        if self._over:
            return
        self._served.server.tls = True
        try:
            context = self._endpoint.tls_contexts.find(self._served.context)
        except Exception:  # the name is the client's, and may be anything
            logger.exception("no certificate can be made for %s", hello.sni)
            self._transport.close()
            return
        http1 = Http1Server(
            self._endpoint.hooks, self._served, self._takes, self._hand_over_decrypted
        )
        self._tls = TlsTransport(context, http1, self._on_established, self._on_failed)
        self._transport.set_protocol(self._tls)
        self._tls.connection_made(self._transport)
        data, self._data = self._data, b""
        self._tls.data_received(data)

    def _takes(self, head: Head) -> bool:  # noqa: ARG002 - as Http1Server asks
        return self._endpoint.is_offline(self._served.client)

    def _hand_over_decrypted(self, data: bytes, at_end: bool) -> None:
        """Pass a request, and all that follow, to mitmproxy."""
        self._end()
        self._endpoint.hand_over(
            self._tls, data, self._request.data, self._served.client, at_end=at_end
        )

    def _on_established(self, tls: ssl.SSLObject) -> None:
        self._timer.stop()
        client = self._served.client
        chosen, cipher = tls.selected_alpn_protocol(), tls.cipher()
        client.alpn = chosen.encode() if chosen else b""
        client.cipher = cipher[0] if cipher else None
        client.tls_version = cast("TlsVersion", tls.version())
        client.timestamp_tls_setup = time.time()
        self._trigger_tls("tls_established_client")

    def _on_failed(self, reason: str) -> None:
        client, server = self._served.client, self._served.server
        client.error = reason or "connection closed"
        host = client.sni or (server.address[0] if server.address else "")
        failure.log(host, reason)
        self._trigger_tls("tls_failed_client")
        self._end()

    def _trigger_tls(self, name: str) -> None:
        data = TlsData(self._served.client, self._served.context, None)
        steps.run(self._endpoint.hooks.trigger_steps(name, data))
