"""A limit to how long an upstream may take to answer; mitmproxy's own is ten minutes."""

import asyncio

from mitmproxy import http

from ringback.mitmproxy_addon import forwarder, upstream_errors
from ringback_proxy.engine import connections
from ringback_proxy.engine.connections import Serving


class UpstreamTimeout:
    """The addon that breaks off a forwarded request after `seconds`; the client gets a 504.

    It comes after the addon that marks a request as forwarded.
    """

    def __init__(self, serving: Serving, seconds: float) -> None:
        self.serving = serving
        self.seconds = seconds
        self._timers: dict[str, asyncio.TimerHandle] = {}

    @property
    def pending(self) -> int:
        """The number of requests that wait for an upstream."""
        return len(self._timers)

    def request(self, flow: http.HTTPFlow) -> None:
        """Start the timer of a request that is forwarded."""
        if forwarder.FORWARDED in flow.metadata:
            loop = asyncio.get_running_loop()
            self._timers[flow.id] = loop.call_later(self.seconds, self.give_up, flow)

    def response(self, flow: http.HTTPFlow) -> None:
        """Stop the timer of a request that was answered."""
        self._stop(flow)

    def error(self, flow: http.HTTPFlow) -> None:
        """Stop the timer of a request that failed."""
        self._stop(flow)

    def _stop(self, flow: http.HTTPFlow) -> None:
        timer = self._timers.pop(flow.id, None)
        if timer is not None:
            timer.cancel()

    def give_up(self, flow: http.HTTPFlow) -> None:
        """Close a request's connection to the upstream, in whatever state it is."""
        self._stop(flow)
        flow.metadata[upstream_errors.TIMED_OUT] = True
        connections.close_upstream(self.serving, flow, upstream_errors.TIMED_OUT)
