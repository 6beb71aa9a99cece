"""The requests in flight: those that have arrived and have no answer yet."""

import asyncio

from mitmproxy import http

from ringback.mitmproxy_addon import delays
from ringback.mitmproxy_addon.addon import Conversations
from ringback.mitmproxy_addon.flows.responses import find_injection
from ringback.mitmproxy_addon.forwarder import FORWARDED
from ringback_proxy.sessions.session import Session

# Seconds that the end of a session waits for requests in flight.
DRAIN_TIMEOUT = 2.0


class InFlight:
    """The requests without an answer, by the id of their flow; `count` is how many there are.

    The end of a session waits for its requests for `drain_timeout` seconds.
    """

    def __init__(self, drain_timeout: float = DRAIN_TIMEOUT) -> None:
        self.count = 0
        self.drain_timeout = drain_timeout
        # None where a session begins with the request.
        self._addons: dict[str, Conversations | None] = {}

    def add(self, flow: http.HTTPFlow, addon: Conversations | None) -> None:
        """Add a request that has arrived, and the addon that will answer it, if that is known."""
        self._addons[flow.id] = addon
        self.count += 1

    def __getitem__(self, flow: http.HTTPFlow) -> Conversations | None:
        """Return what was added with a request; raises KeyError if it is not in flight."""
        return self._addons[flow.id]

    def assign(self, flow: http.HTTPFlow, addon: Conversations) -> None:
        """Replace the addon that will answer a request in flight."""
        self._addons[flow.id] = addon

    def find(self, flow: http.HTTPFlow) -> Conversations | None:
        """Return the addon of the session that a flow without an answer belongs to."""
        return self._addons.get(flow.id)

    def has_any_of(self, session: Session) -> bool:
        """Return whether requests of a session are still unanswered."""
        return any(addon is session.conversations for addon in self._addons.values())

    async def drain(self, session: Session) -> None:
        """Wait until requests that have arrived are read, and those that were read are answered."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.drain_timeout
        for _ in range(3):
            await asyncio.sleep(0)  # a turn of the loop, in which it reads from the sockets
        while self.has_any_of(session) and loop.time() < deadline:
            await asyncio.sleep(0.005)

    def remove(self, flow: http.HTTPFlow) -> None:
        """Remove a request that was answered; do nothing if it was removed before."""
        if self._addons.pop(flow.id, self) is not self:
            self.count -= 1

    def remove_if_answered(self, flow: http.HTTPFlow) -> None:
        """Remove a request unless it waits for the upstream's response."""
        if flow.response or flow.error:
            self.remove(flow)

    def remove_unless_forwarded(self, flow: http.HTTPFlow) -> None:
        """Remove a request that has a response; `UpstreamResponses` removes forwarded ones."""
        if FORWARDED not in flow.metadata:
            self.remove(flow)


class UpstreamResponses:
    """The addon that passes the upstream's responses on to the sessions whose requests they answer.

    An addon of its own, because its hook is a coroutine.
    """

    def __init__(self, in_flight: InFlight) -> None:
        self._in_flight = in_flight

    async def response(self, flow: http.HTTPFlow) -> None:
        """Pass the upstream's response on to the request's session."""
        addon = self._in_flight.find(flow)
        try:
            if addon is not None and addon.forwarder is not None:
                await addon.forwarder.response(flow)
                injection = find_injection(flow)
                if injection is not None:
                    await delays.wait(flow, injection)
        finally:
            self._in_flight.remove(flow)
