"""mitmproxy's HTTP/1 server with JSON errors, and limits for slow and endless requests."""

from collections.abc import Iterator

from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import RequestProtocolError
from mitmproxy.proxy.layers.http._http1 import Http1Server

from ringback.mitmproxy_addon import error_responses
from ringback_proxy.engine import wire_responses

MALFORMED = "the request is malformed ({}); send valid HTTP."
_TOO_LARGE = "the request's first line and headers are larger than {} bytes; send fewer."
_TOO_SLOW = "the request did not arrive within {:g} seconds; send it at once."

# In bytes; mitmproxy itself has no limit.
HEAD_LIMIT = 1024 * 1024


class JsonErrorServer(Http1Server):
    """mitmproxy's HTTP/1 server, which answers malformed requests in JSON.

    A request has to be complete `timeout` seconds after its begin.
    """

    timeout = 60.0
    # The stream id of the request that is timed; None if none is.
    _timed_stream_id: int | None = None

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Wakeup):
            overdue, self._timed_stream_id = self._timed_stream_id == self.stream_id, None
            if overdue and self._is_incomplete():
                yield from self._refuse(408, _TOO_SLOW.format(self.timeout))
        else:
            yield from super()._handle_event(event)
        yield from self._request_wakeup()

    def _request_wakeup(self) -> Iterator[commands.RequestWakeup]:
        """Request a wake-up after `timeout` seconds, if a request is incomplete."""
        if self._timed_stream_id is None and self._is_incomplete():
            self._timed_stream_id = self.stream_id
            yield commands.RequestWakeup(self.timeout)

    def _is_incomplete(self) -> bool:
        """Return whether a part of a request has arrived, and not all of it."""
        return self.state == self.read_body or (self.state == self.read_headers and bool(self.buf))

    def _refuse(self, status: int, message: str) -> layer.CommandGenerator[None]:
        reply = wire_responses.assemble(error_responses.make_response(status, message))
        yield commands.SendData(self.conn, reply)
        yield commands.CloseConnection(self.conn)
        if self.state == self.read_body:
            yield ReceiveHttp(
                RequestProtocolError(self.stream_id, message, RequestProtocolError.code)
            )
        self.state = self.done

    def read_headers(self, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        """Read a request's head; replace the 400 page, the only data that mitmproxy sends here."""
        for command in super().read_headers(event):
            if isinstance(command, commands.SendData):
                message = MALFORMED.format("its first line or its headers cannot be read")
                reply = wire_responses.assemble(error_responses.make_response(400, message))
                yield commands.SendData(command.connection, reply)
            else:
                yield command
        if self.state == self.read_headers and len(self.buf) > HEAD_LIMIT:
            yield from self._refuse(431, _TOO_LARGE.format(HEAD_LIMIT))
