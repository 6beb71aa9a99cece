"""An HTTP/1 server for ordinary requests, on a connection whose requests are all for Twilio."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from typing import Any

from mitmproxy import http

from ringback.mitmproxy_addon import error_responses, upstream_errors
from ringback.mitmproxy_addon.flows.responses import find_injection
from ringback.modes.injection import Effect
from ringback_proxy.engine import quick_ack, wire_responses
from ringback_proxy.engine.front import steps
from ringback_proxy.engine.front.addon_hooks import AddonHooks, Steps
from ringback_proxy.engine.front.http1 import broken_reply, exchange, limits, request_head
from ringback_proxy.engine.front.http1.body import (
    ChunkedBody,
    MalformedError,
    SizedBody,
    TrailersError,
)
from ringback_proxy.engine.front.http1.exchange import Reply
from ringback_proxy.engine.front.http1.request_head import Head
from ringback_proxy.engine.front.served_client import ServedClient

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@dataclass(frozen=True, slots=True)
class _Started:
    """A request whose head has been parsed; `closes` is whether it is the client's last."""

    flow: http.HTTPFlow
    body: SizedBody | ChunkedBody
    closes: bool


class Http1Server(asyncio.Protocol):
    """Answers requests in their order, as long as each is ordinary and its answer is at hand.

    `takes` is asked before each request whether the front answers it. From the first that it does
    not, `hand_over` gets the bytes, and whether they are the client's last; the connection is no
    longer this server's.
    """

    def __init__(
        self,
        hooks: AddonHooks,
        served: ServedClient,
        takes: Callable[[Head], bool],
        hand_over: Callable[[bytes, bool], None],
    ) -> None:
        self._hooks = hooks
        self._served = served
        self._takes = takes
        self._hand_over = hand_over
        self._data = bytearray()
        self._searched = 0  # how much of it has no blank line
        self._started: _Started | None = None
        self._task: asyncio.Task[None] | None = None
        self._writable = True
        self._at_end = False  # the client sends nothing more
        self._done = False  # nothing more is read
        self._timer = limits.RequestTimer(self._refuse_slow)
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for requests."""
        self._transport = transport
        self._timer.start_idle(transport)

    def data_received(self, data: bytes) -> None:
        """Answer what is complete."""
        if self._done:
            return
        self._data += data
        self._timer.note_activity()
        self._proceed()

    def eof_received(self) -> bool:
        """Return whether the connection stays open: until the requests in progress are answered."""
        self._at_end = True
        return (self._task is not None and not self._hangs) or not self._writable

    @property
    def _hangs(self) -> bool:
        """Whether the request in progress gets no answer until the client leaves."""
        started = self._started
        injection = find_injection(started.flow) if started is not None else None
        return injection is not None and injection.effect is Effect.TIMEOUT

    def pause_writing(self) -> None:
        """Answer nothing more until the client has read what it got."""
        self._writable = False
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Answer again."""
        self._writable = True
        self._transport.resume_reading()
        self._proceed()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Abandon an incomplete request."""
        self._done = True
        self._timer.stop()
        steps.run(self._end())

    def _end(self) -> Steps:
        if self._task is None:
            yield from self._give_up(upstream_errors.CLIENT_LEFT)
        yield from self._served.end(self._hooks)

    def _proceed(self) -> None:
        if self._task is None:
            self._task = steps.run(
                self._answer_complete_requests(), self._pause, self._transport.abort
            )

    def _pause(self) -> None:
        """Wait for more of the client's data."""
        self._task = None
        if self._done:
            return
        if self._at_end:
            self._transport.close()
        elif self._data and self._writable:
            self._timer.start_request()
            quick_ack.acknowledge(self._transport)

    def _answer_complete_requests(self) -> Steps:
        while self._data and self._writable and not self._done:
            if self._started is None:
                yield from self._begin_request()
            started = self._started
            if started is None:
                return
            if started.flow.error is None and not (yield from self._read_body(started)):
                return
            self._timer.end_request()
            body = started.body.take(self._data)
            reply = yield from exchange.answer(self._hooks, started.flow, body)
            self._started = None
            ends = yield from self._send(reply)
            if ends or reply.last or started.closes:
                self._close()

    def _send(self, reply: Reply) -> Generator[Awaitable[object], None, bool]:
        """Send a reply; return whether a fault ends the connection with it."""
        if reply.injection is None or not reply.injection.breaks_message:
            self._transport.write(reply.data)
            return False
        return (yield from broken_reply.send(self._transport, reply.data, reply.injection))

    def _read_body(self, started: _Started) -> Generator[Awaitable[object], None, bool]:
        """Return whether a request is complete; give it up if it cannot be."""
        try:
            return started.body.read(self._data)
        except MalformedError:
            yield from self._give_up("the request's body is malformed")
            self._close()
        except TrailersError:
            yield from self._give_up(limits.TRAILERS)
            self._refuse(501, limits.TRAILERS)
        return False

    def _give_up(self, reason: str) -> Steps:
        started, self._started = self._started, None
        if started is not None:
            yield from exchange.give_up(self._hooks, started.flow, reason)

    def _begin_request(self) -> Steps:
        """Parse the next head; hand over to mitmproxy what is not answered here."""
        while self._data.startswith(b"\r\n"):  # after a body, from clients of old
            del self._data[:2]
        end = request_head.find_end(self._data, self._searched)
        if end is None:
            self._searched = len(self._data)
            if len(self._data) > limits.HEAD_LIMIT:
                self._refuse(431, limits.TOO_LARGE.format(limits.HEAD_LIMIT))
            elif self._data and not request_head.may_become_ordinary(self._data):
                self._give_away()
            return
        self._searched = 0
        head = request_head.parse(bytes(self._data[:end]))
        if head is None or not self._takes(head):
            self._give_away()
            return
        size = head.body_size
        body = ChunkedBody(end) if size is None else SizedBody(end, size)
        complete = size is not None and body.read(self._data)
        client, server = self._served.client, self._served.server
        flow = exchange.make_flow(client, server, head, b"" if complete else None)
        self._started = _Started(flow, body, head.closes)
        yield from self._hooks.trigger_flow("requestheaders", flow)
        if head.expects_continue and flow.error is None:
            flow.request.headers.pop("expect", None)
            self._transport.write(_CONTINUE)

    def _give_away(self) -> None:
        self._done = True
        self._timer.stop()
        data, self._data = bytes(self._data), bytearray()
        self._hand_over(data, self._at_end)

    def _refuse_slow(self) -> None:
        """Refuse a request that has not arrived in time."""
        if self._done or self._task is not None:
            return
        message = limits.TOO_SLOW.format(self._timer.timeout)
        steps.run(self._give_up(message))
        self._refuse(408, message)

    def _refuse(self, status: int, message: str) -> None:
        refusal = error_responses.make_response(status, message)
        self._transport.write(wire_responses.assemble(refusal))
        self._close()

    def _close(self) -> None:
        self._done = True
        self._data.clear()
        self._timer.stop()
        self._transport.close()
