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

from ringback.http.messages import Response
from ringback.http.origin import Origin
from ringback.mitmproxy_addon import error_responses, upstream_errors
from ringback_proxy.engine import wire_responses
from ringback_proxy.engine.http1_fast_path import LARGEST, Begun, Http1FastPath, plain_request
from ringback_proxy.engine.http1_server import MALFORMED, JsonErrorServer

_TRAILERS = "trailers behind a chunked body are not supported; send the request without them."
_SENT_TRAILERS = "it sent trailers behind a chunked body, which are not supported"
_NO_PROXY = "this is the base URL and no proxy; set HTTPS_PROXY to the proxy's own port."


class JsonErrors:
    """The addon that puts the layers in, behind mitmproxy's own NextLayer."""

    def __init__(self, short_cut: Http1FastPath | None = None) -> None:
        self.short_cut = short_cut

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Return each fresh HTTP layer our errors, and one that is no proxy's our short cut."""
        for each in nextlayer.context.layers:
            if type(each) is HttpLayer:
                each.__class__ = JsonErrorLayer
            if (
                self.short_cut is not None
                and isinstance(each, JsonErrorLayer)
                and each.mode is HTTPMode.transparent
                and self.short_cut.is_for(each.context)
            ):
                each.short_cut = self.short_cut


class JsonErrorLayer(HttpLayer):
    """mitmproxy's HTTP layer, whose errors towards the client are replies of ours.

    Where there is a `short_cut`, what can be answered at once goes that way.
    """

    short_cut: Http1FastPath | None = None
    # The request whose head has come, and not all of its body.
    begun: Begun | None = None

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Start) and self.context.client.alpn != b"h2":
            self.connections.setdefault(self.context.client, JsonErrorServer(self.context.fork()))
        server = self._idle_server()
        of_client = (
            isinstance(event, events.DataReceived | events.ConnectionClosed)
            and event.connection is self.context.client
        )
        if self.short_cut is None or server is None or not of_client:
            yield from self._handled(event)
            if self.begun is not None and self._idle_server() is None:
                yield from self._give_up("the client took too long")
        elif isinstance(event, events.DataReceived):
            server.buf += event.data
            if not (yield from self._at_once(self.short_cut, server)):
                yield from self._handled(events.DataReceived(event.connection, b""))
        else:
            if self.begun is not None:
                # What is here of it is not for mitmproxy, which has not seen it.
                server.buf.maybe_extract_at_most(len(server.buf))
                yield from self._give_up(upstream_errors.CLIENT_LEFT)
            yield from self._handled(event)

    def _idle_server(self) -> JsonErrorServer | None:
        """Return the client's side of HTTP/1, if mitmproxy has no request under way there."""
        server = self.connections.get(self.context.client)
        if isinstance(server, JsonErrorServer) and server.state == server.read_headers:
            return server
        return None

    def _give_up(self, why: str) -> layer.CommandGenerator[None]:
        begun, self.begun = self.begun, None
        if begun is not None and self.short_cut is not None:
            yield from self.short_cut.give_up(begun.flow, why)

    def _at_once(
        self, short_cut: Http1FastPath, server: JsonErrorServer
    ) -> Generator[commands.Command, Any, bool]:
        """Answer each whole request that is there; say whether mitmproxy has nothing to see to."""
        while server.buf:
            begun = self.begun or (yield from self._begin(short_cut, server))
            if begun is None:
                return False
            if len(server.buf) < begun.end and begun.flow.error is None:
                self.begun = begun
                yield from self._wait(short_cut, server)
                return True
            self.begun = None
            body = bytes(server.buf.maybe_extract_at_most(begun.end) or b"")[begun.begin :]
            goes_on = yield from short_cut.answer(begun.flow, body)
            server.stream_id += 2
            if not goes_on:
                server.state = server.done
                return True
            if self._paused_event_queue:
                # More has come while a hook was waited for: the client's end, perhaps.
                return False
        return True

    def _begin(
        self, short_cut: Http1FastPath, server: JsonErrorServer
    ) -> Generator[commands.Command, Any, Begun | None]:
        """Have the first request of the buffer begin, if it is one that is answered at once."""
        if len(server.buf) > LARGEST or not short_cut.is_offline():
            return None
        found = plain_request(bytes(server.buf))
        if found is None:
            return None
        request, begin, end = found
        body = b"" if len(server.buf) >= end else None
        flow = yield from short_cut.begin(self.context, request, body)
        return Begun(flow, begin, end)

    def _wait(
        self, short_cut: Http1FastPath, server: JsonErrorServer
    ) -> layer.CommandGenerator[None]:
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
                reply = wire_responses.assembled(error_responses.make_response(501, _TRAILERS))
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
        reply = wire_responses.to_mitmproxy(self._words(event, flow))
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
            to = Origin(flow.request.scheme, flow.request.host, flow.request.port)
            timed_out = flow.metadata.get(upstream_errors.TIMED_OUT, False)
            message = upstream_errors.TIMED_OUT if timed_out else event.message
            return error_responses.make_response(*upstream_errors.explain(message, str(to)))
        if self.mode is HTTPMode.transparent and flow and flow.request.method == "CONNECT":
            return error_responses.make_response(status, _NO_PROXY)
        return error_responses.make_response(
            status, MALFORMED.format(upstream_errors.strip_advice(event.message))
        )

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
    """Return the HTTP status of an error, None where nothing is to be said.

    mitmproxy 11 has a number (444 and 499 mean silence), mitmproxy 12 an enumeration.
    """
    code = event.code
    status: int | None = code if isinstance(code, int) else code.http_status_code()
    return None if status in (444, 499) else status
