"""Our own words for every error of mitmproxy's HTTP layer, as JSON in the shape of Twilio's errors.

Left alone, mitmproxy answers upstream failures and malformed requests with its own HTML page, and
HTTP/1 trailers crash it while the client hangs. The layers here are put in by the documented
`next_layer` hook; where mitmproxy's own classes have changed their shape, its pages come back.
"""

from collections.abc import Generator
from typing import Any

from mitmproxy import http
from mitmproxy.connection import ConnectionState, Server
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import GetHttpConnection, HttpLayer, HTTPMode, HttpStream
from mitmproxy.proxy.layers.http._events import (
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
)

from understudy import failures, replies
from understudy.exchange import Response
from understudy.parsing import Upstream
from understudy_proxy import wire_replies
from understudy_proxy.http1_server import MALFORMED, JsonErrorServer
from understudy_proxy.short_cut import LARGEST, ShortCut, plain_request

_TRAILERS = "trailers behind a chunked body are not supported; send the request without them."
_SENT_TRAILERS = "it sent trailers behind a chunked body, which are not supported"
_NO_PROXY = "this is the base URL and no proxy; set HTTPS_PROXY to the proxy's own port."


class JsonErrors:
    """The addon that puts the layers in, behind mitmproxy's own NextLayer."""

    def __init__(self, short_cut: ShortCut | None = None) -> None:
        self.short_cut = short_cut

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Give each fresh HTTP layer our errors, and one that is no proxy's our short cut."""
        for each in nextlayer.context.layers:
            if type(each) is HttpLayer:
                each.__class__ = JsonErrorLayer
            if isinstance(each, JsonErrorLayer) and each.mode is HTTPMode.transparent:
                each.short_cut = self.short_cut


class JsonErrorLayer(HttpLayer):
    """mitmproxy's HTTP layer, whose errors towards the client are replies of ours.

    Where there is a `short_cut`, what can be answered at once goes that way.
    """

    short_cut: ShortCut | None = None

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Start) and self.context.client.alpn != b"h2":
            self.connections.setdefault(self.context.client, JsonErrorServer(self.context.fork()))
        server = self._idle_server(event)
        if server is not None and self.short_cut is not None:
            nothing_new = events.DataReceived(self.context.client, b"")
            if isinstance(event, events.DataReceived):
                server.buf += event.data
                if (yield from self._at_once(self.short_cut, server)):
                    return
                event = nothing_new
            elif server.buf:
                # A request that will never be whole, and that mitmproxy has not seen yet.
                yield from self._handled(nothing_new)
        yield from self._handled(event)

    def _idle_server(self, event: events.Event) -> JsonErrorServer | None:
        """Give the side that an event of the client's is for, if it has no request under way."""
        if (
            not isinstance(event, events.DataReceived | events.ConnectionClosed)
            or event.connection is not self.context.client
        ):
            return None
        server = self.connections.get(event.connection)
        if isinstance(server, JsonErrorServer) and server.state == server.read_headers:
            return server
        return None

    def _at_once(
        self, short_cut: ShortCut, server: JsonErrorServer
    ) -> Generator[commands.Command, Any, bool]:
        """Answer each whole request that is there; say whether mitmproxy has nothing to see to."""
        while server.buf:
            if len(server.buf) > LARGEST or not short_cut.is_open():
                return False
            found = plain_request(bytes(server.buf))
            if found is None:
                return False
            request, begin, end = found
            if len(server.buf) < end:
                yield from self._wait(short_cut, server)
                return True
            body = bytes(server.buf.maybe_extract_at_most(end) or b"")[begin:]
            goes_on = yield from short_cut.reply(self.context, request, body)
            server.stream_id += 2
            if not goes_on:
                server.state = server.done
                return True
        return True

    def _wait(self, short_cut: ShortCut, server: JsonErrorServer) -> layer.CommandGenerator[None]:
        """Have the client send the rest of its request, and only for so long."""
        short_cut.acknowledge(self.context.client)
        for command in server.watched():
            self.command_sources[command] = server
            yield command

    def _handled(self, event: events.Event) -> layer.CommandGenerator[None]:
        try:
            yield from super()._handle_event(event)
        except NotImplementedError:
            # The only thing that mitmproxy's HTTP/1 raises this for is trailers.
            if isinstance(event, events.ConnectionEvent) and isinstance(event.connection, Server):
                yield from self._break_off(event.connection)
            else:
                reply = wire_replies.assembled(replies.own_reply(501, _TRAILERS))
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
        reply = wire_replies.to_mitmproxy(self._words(event, flow))
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
        return replies.own_reply(status, MALFORMED.format(failures.without_advice(event.message)))

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


def _status(event: ResponseProtocolError) -> int | None:
    """Give the HTTP status of an error, None where nothing is to be said.

    mitmproxy 11 has a number (444 and 499 mean silence), mitmproxy 12 an enumeration.
    """
    code = event.code
    status: int | None = code if isinstance(code, int) else code.http_status_code()
    return None if status in (444, 499) else status
