"""Giving up on an upstream that does not answer: mitmproxy alone would wait for ten minutes."""

import asyncio

from mitmproxy import http
from mitmproxy.addons.proxyserver import Proxyserver

from understudy import failures


class UpstreamTimeout:
    """The addon that breaks off a forwarded request after `seconds`; the client gets a 504."""

    def __init__(self, proxyserver: Proxyserver, seconds: float) -> None:
        self.proxyserver = proxyserver
        self.seconds = seconds
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def request(self, flow: http.HTTPFlow) -> None:
        """Start the clock of a request that nobody has answered."""
        if flow.response is None and flow.error is None:
            loop = asyncio.get_running_loop()
            self._timers[flow.id] = loop.call_later(self.seconds, self._give_up, flow)

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

    def _give_up(self, flow: http.HTTPFlow) -> None:
        self._timers.pop(flow.id, None)
        flow.metadata[failures.TIMED_OUT] = True
        handler = self.proxyserver.connections.get(flow.client_conn.id)
        if handler is None:
            return
        # Breaking the connection ends a stalled handshake, head and body alike; `flow.kill` does
        # not reach a request that is on its way.
        for connection, io in handler.transports.items():
            if connection is not handler.client and io.handler is not None:
                io.handler.cancel(failures.TIMED_OUT)
