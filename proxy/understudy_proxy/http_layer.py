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
from mitmproxy.proxy.layers.http import GetHttpConnection, HttpLayer, HttpStream
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
            reply = _assembled(replies.own_reply(501, _TRAILERS))
            yield commands.SendData(self.context.client, reply)
            yield commands.CloseConnection(self.context.client)

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
        reply = _to_mitmproxy(self._words(event))
        http1_client = self.context.client.alpn != b"h2"
        if http1_client:
            reply.headers["Connection"] = "close"
        parts = (
            ResponseHeaders(event.stream_id, reply),
            ResponseData(event.stream_id, reply.raw_content or b""),
            ResponseEndOfMessage(event.stream_id),
        )
        for part in parts:
            yield from super().event_to_child(child, part)
        if http1_client:
            yield commands.CloseConnection(self.context.client)

    def _words(self, event: ResponseProtocolError) -> Response:
        status = _status(event) or 502
        stream = self.streams.get(event.stream_id)
        flow = getattr(stream, "flow", None)
        if status >= 500 and flow is not None:
            to = Upstream(flow.request.scheme, flow.request.host, flow.request.port)
            timed_out = flow.metadata.get(failures.TIMED_OUT, False)
            message = failures.TIMED_OUT if timed_out else event.message
            return replies.own_reply(*failures.explain(message, to.origin))
        return replies.own_reply(status, _MALFORMED.format(event.message.rstrip(".")))

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
        sent = super().send(event)
        if isinstance(event, ResponseHeaders):
            response = event.response
            if response.status_code >= 200 and not response.stream and not event.end_stream:
                for command in sent:
                    if isinstance(command, commands.SendData):
                        self._head = command
                    else:
                        yield command
                return
        for command in sent:
            if self._head is not None:
                head, self._head = self._head, None
                if isinstance(command, commands.SendData):
                    command.data = head.data + command.data
                else:
                    yield head
            yield command
        if self._head is not None:  # a body that is empty after all
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


def _status(event: ResponseProtocolError) -> int | None:
    """Give the HTTP status of an error, None where nothing is to be said.

    mitmproxy 11 has a number (444 and 499 mean silence), mitmproxy 12 an enumeration.
    """
    code = event.code
    if isinstance(code, int):
        return None if code in (444, 499) else code
    status: int | None = code.http_status_code()
    return status


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
