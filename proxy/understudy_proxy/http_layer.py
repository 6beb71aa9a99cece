"""Our own words for every error of mitmproxy's HTTP layer, as JSON in the shape of Twilio's errors.

Left alone, mitmproxy answers upstream failures and malformed requests with its own HTML page, and
HTTP/1 trailers crash it while the client hangs. The layers here are put in by the documented
`next_layer` hook; where mitmproxy's own classes have changed their shape, its pages come back.
"""

from collections.abc import Iterator

from mitmproxy import http
from mitmproxy.connection import ConnectionState, Server
from mitmproxy.net.http import http1
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import GetHttpConnection, HttpLayer, HTTPMode, HttpStream
from mitmproxy.proxy.layers.http._events import (
    HttpEvent,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
)
from mitmproxy.proxy.layers.http._http1 import Http1Server

from understudy import failures, replies
from understudy.exchange import Response
from understudy.parsing import Upstream

_MALFORMED = "the request is malformed ({}); send valid HTTP."
_TRAILERS = "trailers behind a chunked body are not supported; send the request without them."
_SENT_TRAILERS = "it sent trailers behind a chunked body, which are not supported"
_NO_PROXY = "this is the base URL and no proxy; set HTTPS_PROXY to the proxy's own port."


class JsonErrors:
    """The addon that puts the layers in, behind mitmproxy's own NextLayer."""

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Give each fresh HTTP layer our errors."""
        for each in nextlayer.context.layers:
            if type(each) is HttpLayer:
                each.__class__ = JsonErrorLayer


class JsonErrorLayer(HttpLayer):
    """mitmproxy's HTTP layer, whose errors towards the client are replies of ours."""

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Start) and self.context.client.alpn != b"h2":
            self.connections.setdefault(self.context.client, JsonErrorServer(self.context.fork()))
        try:
            yield from super()._handle_event(event)
        except NotImplementedError:
            # The only thing that mitmproxy's HTTP/1 raises this for is trailers.
            if isinstance(event, events.ConnectionEvent) and isinstance(event.connection, Server):
                yield from self._break_off(event.connection)
            else:
                reply = _assembled(replies.own_reply(501, _TRAILERS))
                yield commands.SendData(self.context.client, reply)
                yield commands.CloseConnection(self.context.client)

    def _break_off(self, upstream: Server) -> layer.CommandGenerator[None]:
        """Have no more to do with an upstream that sent trailers, and tell who waits for it."""
        yield commands.CloseConnection(upstream)
        waiting = [each for each in self.streams.values() if each.flow.server_conn is upstream]
        for stream in waiting:
            error = ResponseProtocolError(
                stream.stream_id, _SENT_TRAILERS, ResponseProtocolError.code
            )
            yield from self.event_to_child(stream, error)

    def event_to_child(
        self, child: layer.Layer | HttpStream, event: events.Event
    ) -> layer.CommandGenerator[None]:
        """Turn an error on its way to the client into a reply."""
        if isinstance(event, ResponseProtocolError) and self._can_be_told(child, event):
            return self._reply(child, event)
        return super().event_to_child(child, event)

    def _can_be_told(self, child: layer.Layer | HttpStream, event: ResponseProtocolError) -> bool:
        return (
            child is self.connections.get(self.context.client)
            and _status(event) is not None
            # With half a reply sent already, all that is left is to break off.
            and not getattr(child, "response", None)
            and bool(self.context.client.state & ConnectionState.CAN_WRITE)
        )

    def _reply(
        self, child: layer.Layer | HttpStream, event: ResponseProtocolError
    ) -> layer.CommandGenerator[None]:
        flow = getattr(self.streams.get(event.stream_id), "flow", None)
        reply = _to_mitmproxy(self._words(event, flow))
        http1_client = self.context.client.alpn != b"h2"
        if http1_client:
            reply.headers["Connection"] = "close"
        yield from super().event_to_child(child, ResponseHeaders(event.stream_id, reply))
        if flow is None or flow.request.method != "HEAD":
            data = ResponseData(event.stream_id, reply.raw_content or b"")
            yield from super().event_to_child(child, data)
        yield from super().event_to_child(child, ResponseEndOfMessage(event.stream_id))
        if http1_client:
            yield commands.CloseConnection(self.context.client)

    def _words(self, event: ResponseProtocolError, flow: http.HTTPFlow | None) -> Response:
        status = _status(event) or 502
        if flow is not None and status >= 500:
            to = Upstream(flow.request.scheme, flow.request.host, flow.request.port)
            timed_out = flow.metadata.get(failures.TIMED_OUT, False)
            message = failures.TIMED_OUT if timed_out else event.message
            return replies.own_reply(*failures.explain(message, to.origin))
        if self.mode is HTTPMode.transparent and flow and flow.request.method == "CONNECT":
            return replies.own_reply(status, _NO_PROXY)
        return replies.own_reply(status, _MALFORMED.format(failures.without_advice(event.message)))

    def get_connection(
        self, event: GetHttpConnection, *, reuse: bool = True
    ) -> layer.CommandGenerator[None]:
        """Find or open a connection, but never one that has failed before.

        mitmproxy keeps a failed connection for the life of the client's own, so that on one HTTP/2
        connection every later request would fail, with the upstream long back.
        """
        for connection in self.connections:
            if isinstance(connection, Server) and connection.error and not connection.connected:
                # Out of reach, but still there: parallel streams may hold it.
                host = connection.address[0] if connection.address else ""
                connection.address = (host, 0)
        return super().get_connection(event, reuse=reuse)


class JsonErrorServer(Http1Server):
    """mitmproxy's HTTP/1 server side, whose page for an unreadable request is a reply of ours.

    A reply's head waits for its body, so that over TLS both are one record and one write.
    """

    _head: commands.SendData | None = None

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

    def read_headers(self, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        """Read a request's head; the only data that mitmproxy sends from here is its 400 page."""
        for command in super().read_headers(event):
            if isinstance(command, commands.SendData):
                words = _MALFORMED.format("its first line or its headers cannot be read")
                reply = _assembled(replies.own_reply(400, words))
                yield commands.SendData(command.connection, reply)
            else:
                yield command


def _waits_for_body(event: HttpEvent) -> bool:
    """Say whether an event is a head that is followed by a body at once."""
    return (
        isinstance(event, ResponseHeaders)
        and not event.end_stream
        and not event.response.stream
        and event.response.status_code >= 200
    )


def _status(event: ResponseProtocolError) -> int | None:
    """Give the HTTP status of an error, None where nothing is to be said.

    mitmproxy 11 has a number (444 and 499 mean silence), mitmproxy 12 an enumeration.
    """
    code = event.code
    status: int | None = code if isinstance(code, int) else code.http_status_code()
    return None if status in (444, 499) else status


def _fields(reply: Response) -> Iterator[tuple[bytes, bytes]]:
    for name, value in reply.headers:
        yield name.encode(), value.encode()
    yield b"Content-Length", b"%d" % len(reply.body)
    yield b"Understudy", b"error"


def _to_mitmproxy(reply: Response) -> http.Response:
    made = http.Response.make(reply.status, reply.body)
    made.headers = http.Headers(_fields(reply))
    return made


def _assembled(reply: Response) -> bytes:
    made = _to_mitmproxy(reply)
    made.headers["Connection"] = "close"
    assembled: bytes = http1.assemble_response(made)
    return assembled
