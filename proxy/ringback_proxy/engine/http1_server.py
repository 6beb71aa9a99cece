"""mitmproxy's HTTP/1 server side, with words of ours and bounds for slow and endless requests."""

from collections.abc import Iterator

from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import HttpEvent, RequestProtocolError, ResponseHeaders
from mitmproxy.proxy.layers.http._http1 import Http1Server

from ringback.mitmproxy_addon import error_responses
from ringback_proxy.engine import wire_responses

MALFORMED = "the request is malformed ({}); send valid HTTP."
_TOO_LARGE = "the request's first line and headers are larger than {} bytes; send fewer."
_TOO_SLOW = "the request did not arrive within {:g} seconds; send it at once."

# mitmproxy itself would read on for ever.
LARGEST_HEAD = 1024 * 1024


class JsonErrorServer(Http1Server):
    """mitmproxy's HTTP/1 server side, whose page for an unreadable request is a reply of ours.

    A reply's head waits for its body, so that over TLS both are one record and one write. A request
    that has begun must be there within `patience` seconds.
    """

    patience = 60.0
    _head: commands.SendData | None = None
    # The number of the request that a wake-up is set for; one at a time, and none while idle.
    _watched: int | None = None

    def send(self, event: HttpEvent) -> layer.CommandGenerator[None]:
        """Write a reply; what is streamed, and a 100, goes out as it comes."""
        waits = _waits_for_body(event)
        for command in super().send(event):
            if not isinstance(command, commands.SendData):
                yield from self._take_head()
                yield command
            elif waits:
                self._head = command
            else:
                command.data = b"".join(head.data for head in self._take_head()) + command.data
                yield command
        if not waits:  # a body that is empty after all
            yield from self._take_head()

    def _take_head(self) -> Iterator[commands.SendData]:
        if self._head is not None:
            head, self._head = self._head, None
            yield head

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Wakeup):
            overdue, self._watched = self._watched == self.stream_id, None
            if overdue and self._is_under_way():
                yield from self._refuse(408, _TOO_SLOW.format(self.patience))
        else:
            yield from super()._handle_event(event)
        yield from self.watched()

    def watched(self) -> Iterator[commands.Command]:
        """Have somebody look after `patience` seconds, if a request is under way."""
        if self._watched is None and self._is_under_way():
            self._watched = self.stream_id
            yield commands.RequestWakeup(self.patience)

    def _is_under_way(self) -> bool:
        """Return whether a part of a request is here, and not all of it."""
        return self.state == self.read_body or (self.state == self.read_headers and bool(self.buf))

    def _refuse(self, status: int, words: str) -> layer.CommandGenerator[None]:
        reply = wire_responses.assembled(error_responses.make_response(status, words))
        yield commands.SendData(self.conn, reply)
        yield commands.CloseConnection(self.conn)
        if self.state == self.read_body:
            yield ReceiveHttp(
                RequestProtocolError(self.stream_id, words, RequestProtocolError.code)
            )
        self.state = self.done

    def read_headers(self, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        """Read a request's head; the only data that mitmproxy sends from here is its 400 page."""
        for command in super().read_headers(event):
            if isinstance(command, commands.SendData):
                words = MALFORMED.format("its first line or its headers cannot be read")
                reply = wire_responses.assembled(error_responses.make_response(400, words))
                yield commands.SendData(command.connection, reply)
            else:
                yield command
        if self.state == self.read_headers and len(self.buf) > LARGEST_HEAD:
            yield from self._refuse(431, _TOO_LARGE.format(LARGEST_HEAD))


def _waits_for_body(event: HttpEvent) -> bool:
    """Return whether an event is a head that is followed by a body at once."""
    return (
        isinstance(event, ResponseHeaders)
        and not event.end_stream
        and not event.response.stream
        and event.response.status_code >= 200
    )
