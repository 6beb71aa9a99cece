"""Giving up on an upstream that does not answer: mitmproxy alone would wait for ten minutes."""

import asyncio

from mitmproxy import http
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.connection import Connection

from ringback.mitmproxy_addon import forwarder, upstream_errors


class UpstreamTimeout:
    """The addon that breaks off a forwarded request after `seconds`; the client gets a 504."""

    def __init__(self, proxyserver: Proxyserver, seconds: float) -> None:
        self.proxyserver = proxyserver
        self.seconds = seconds
        self._timers: dict[str, asyncio.TimerHandle] = {}

    @property
    def pending(self) -> int:
        """How many clocks run."""
        return len(self._timers)

    def request(self, flow: http.HTTPFlow) -> None:
        """Start the clock of a request that is forwarded; this runs behind what forwards it."""
        if forwarder.FORWARDED in flow.metadata:
            loop = asyncio.get_running_loop()
            self._timers[flow.id] = loop.call_later(self.seconds, self.give_up, flow)

    def response(self, flow: http.HTTPFlow) -> None:
        """Stop it: there is an answer."""
        self._stop(flow)

    def error(self, flow: http.HTTPFlow) -> None:
        """Stop it: there will be none."""
        self._stop(flow)

    def _stop(self, flow: http.HTTPFlow) -> None:
        timer = self._timers.pop(flow.id, None)
        if timer is not None:
            timer.cancel()

    def give_up(self, flow: http.HTTPFlow) -> None:
        """Break off a request's connection to the upstream, whatever it is stuck in.

        That ends a stalled handshake, head and body alike; `flow.kill` does not reach a request
        that is on its way.
        """
        self._stop(flow)
        flow.metadata[upstream_errors.TIMED_OUT] = True
        handler = self.proxyserver.connections.get(flow.client_conn.id)
        if handler is None:
            return
        others: list[Connection] = [each for each in handler.transports if each != handler.client]
        own = [each for each in others if each == flow.server_conn]
        # Until its connection is ready, a request does not know it.
        for connection in own or [each for each in others if not _is_ready(each)]:
            io = handler.transports[connection]
            if io.handler is not None:
                io.handler.cancel(upstream_errors.TIMED_OUT)


def _is_ready(connection: Connection) -> bool:
    return connection.connected and (connection.tls_established or not connection.tls)
