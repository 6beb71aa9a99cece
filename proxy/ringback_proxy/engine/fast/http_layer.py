"""mitmproxy's HTTP layer with errors in JSON, in the shape of Twilio's, and with the fast path.

mitmproxy itself answers failed upstreams and malformed requests with an HTML page, and HTTP/1
trailers crash it while the client hangs. The documented `next_layer` hook puts these layers in.
"""

from collections.abc import Generator
from typing import Any

from mitmproxy import http
from mitmproxy.connection import ConnectionState, Server
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import (
    GetHttpConnection,
    HttpLayer,
    HTTPMode,
    HttpStream,
    RegisterHttpConnection,
)
from mitmproxy.proxy.layers.http._events import (
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
)

from ringback.http.messages import Response
from ringback.http.origin import Origin
from ringback.mitmproxy_addon import error_responses, upstream_errors
from ringback_proxy.engine.fast import wire_responses
from ringback_proxy.engine.fast.http1_client import skip_interim_responses
from ringback_proxy.engine.fast.http1_fast_path import (
    SIZE_LIMIT,
    Http1FastPath,
    StartedRequest,
    parse_plain_request,
)
from ringback_proxy.engine.fast.http1_server import MALFORMED, JsonErrorServer

_TRAILERS = "trailers behind a chunked body are not supported; send the request without them."
_SENT_TRAILERS = "it sent trailers behind a chunked body, which are not supported"
_NO_PROXY = "this is the base URL and no proxy; set HTTPS_PROXY to the proxy's own port."


class JsonErrors:
    """The addon that puts the layers in; it comes after mitmproxy's own NextLayer."""

    def __init__(self, fast_path: Http1FastPath | None = None) -> None:
        self.fast_path = fast_path

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Return each fresh HTTP layer our errors, and one that is no proxy's our short cut."""
        for each in nextlayer.context.layers:
            if type(each) is HttpLayer:
                each.__class__ = JsonErrorLayer
            if (
                self.fast_path is not None
                and isinstance(each, JsonErrorLayer)
                and each.mode is HTTPMode.transparent
                and self.fast_path.is_for(each.context)
            ):
                each.fast_path = self.fast_path


class JsonErrorLayer(HttpLayer):
    """mitmproxy's HTTP layer, which answers errors in JSON.

    With a `fast_path`, it answers plain requests itself.
    """

    fast_path: Http1FastPath | None = None
    # The request whose head has arrived, and not all of its body.
    started: StartedRequest | None = None

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Start) and self.context.client.alpn != b"h2":
            self.connections.setdefault(self.context.client, JsonErrorServer(self.context.fork()))
        server = self._idle_server()
        of_client = (
            isinstance(event, events.DataReceived | events.ConnectionClosed)
            and event.connection is self.context.client
        )
        if self.fast_path is None or server is None or not of_client:
            yield from self._handle_with_mitmproxy(event)
            if self.started is not None and self._idle_server() is None:
                yield from self._give_up("the client took too long")
        elif isinstance(event, events.DataReceived):
            server.buf += event.data
            if not (yield from self._answer_complete_requests(self.fast_path, server)):
                yield from self._handle_with_mitmproxy(events.DataReceived(event.connection, b""))
        else:
            if self.started is not None:
                # mitmproxy has not seen this request, and must not see its rest.
                server.buf.maybe_extract_at_most(len(server.buf))
                yield from self._give_up(upstream_errors.CLIENT_LEFT)
            yield from self._handle_with_mitmproxy(event)

    def _idle_server(self) -> JsonErrorServer | None:
        """Return the HTTP/1 server, if mitmproxy has no request in progress there."""
        server = self.connections.get(self.context.client)
        if isinstance(server, JsonErrorServer) and server.state == server.read_headers:
            return server
        return None

    def _give_up(self, reason: str) -> layer.CommandGenerator[None]:
        started, self.started = self.started, None
        if started is not None and self.fast_path is not None:
            yield from self.fast_path.give_up(started.flow, reason)

    def _answer_complete_requests(
        self, fast_path: Http1FastPath, server: JsonErrorServer
    ) -> Generator[commands.Command, Any, bool]:
        """Answer each complete request; return whether nothing is left for mitmproxy."""
        while server.buf:
            started = self.started or (yield from self._begin(fast_path, server))
            if started is None:
                return False
            if len(server.buf) < started.end and started.flow.error is None:
                self.started = started
                yield from self._wait(fast_path, server)
                return True
            self.started = None
            body = bytes(server.buf.maybe_extract_at_most(started.end) or b"")[started.begin :]
            goes_on = yield from fast_path.answer(started.flow, body)
            server.stream_id += 2
            if not goes_on:
                server.state = server.done
                return True
            if self._paused_event_queue:
                # More events have come while a hook was awaited; the client may have left.
                return False
        return True

    def _begin(
        self, fast_path: Http1FastPath, server: JsonErrorServer
    ) -> Generator[commands.Command, Any, StartedRequest | None]:
        """Start the first request of the buffer, if it is a plain one."""
        if len(server.buf) > SIZE_LIMIT or not fast_path.is_offline(self.context.client):
            return None
        found = parse_plain_request(bytes(server.buf))
        if found is None:
            return None
        request, begin, end = found
        body = b"" if len(server.buf) >= end else None
        flow = yield from fast_path.begin(self.context, request, body)
        return StartedRequest(flow, begin, end)

    def _wait(
        self, fast_path: Http1FastPath, server: JsonErrorServer
    ) -> layer.CommandGenerator[None]:
        """Make the client send the rest of its request, and limit the time for it."""
        fast_path.acknowledge(self.context.client)
        for command in server.request_wakeup():
            self.command_sources[command] = server
            yield command

    def _handle_with_mitmproxy(self, event: events.Event) -> layer.CommandGenerator[None]:
        try:
            yield from super()._handle_event(event)
        except NotImplementedError:
            # mitmproxy's HTTP/1 raises this for trailers only.
            if isinstance(event, events.ConnectionEvent) and isinstance(event.connection, Server):
                yield from self._drop_upstream(event.connection)
            else:
                reply = wire_responses.assemble(error_responses.make_response(501, _TRAILERS))
                yield commands.SendData(self.context.client, reply)
                yield commands.CloseConnection(self.context.client)

    def _drop_upstream(self, upstream: Server) -> layer.CommandGenerator[None]:
        """Close a connection to an upstream that sent trailers, and fail its streams."""
        yield commands.CloseConnection(upstream)
        waiting = [each for each in self.streams.values() if each.flow.server_conn is upstream]
        for stream in waiting:
            error = ResponseProtocolError(
                stream.stream_id, _SENT_TRAILERS, ResponseProtocolError.code
            )
            yield from self.event_to_child(stream, error)

    def register_connection(self, command: RegisterHttpConnection) -> layer.CommandGenerator[None]:
        """Register a connection to the upstream, whose layers are complete now."""
        for each in self.connections[command.connection].context.layers:
            skip_interim_responses(each)
        return super().register_connection(command)

    def event_to_child(
        self, child: layer.Layer | HttpStream, event: events.Event
    ) -> layer.CommandGenerator[None]:
        """Replace an error for the client by a reply."""
        if isinstance(event, ResponseProtocolError) and self._can_be_answered(child, event):
            return self._reply(child, event)
        return super().event_to_child(child, event)

    def _can_be_answered(
        self, child: layer.Layer | HttpStream, event: ResponseProtocolError
    ) -> bool:
        return (
            child is self.connections.get(self.context.client)
            and _status(event) is not None
            # If a part of a reply has been sent, the connection can only be closed.
            and not getattr(child, "response", None)
            and bool(self.context.client.state & ConnectionState.CAN_WRITE)
        )

    def _reply(
        self, child: layer.Layer | HttpStream, event: ResponseProtocolError
    ) -> layer.CommandGenerator[None]:
        flow = getattr(self.streams.get(event.stream_id), "flow", None)
        reply = wire_responses.to_mitmproxy_response(self._explain(event, flow))
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

    def _explain(self, event: ResponseProtocolError, flow: http.HTTPFlow | None) -> Response:
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
        """Find or open a connection to the upstream, but never reuse one that has failed.

        mitmproxy keeps a failed connection as long as the client's own, so every later request of
        one HTTP/2 connection would fail, even if the upstream is back.
        """
        for connection in self.connections:
            if isinstance(connection, Server) and connection.error and not connection.connected:
                # It cannot be removed, because parallel streams may use it.
                host = connection.address[0] if connection.address else ""
                connection.address = (host, 0)
        return super().get_connection(event, reuse=reuse)


def _status(event: ResponseProtocolError) -> int | None:
    """Return the HTTP status of an error; None if the client gets no reply.

    mitmproxy 11 has a number (444 and 499 mean no reply), mitmproxy 12 an enumeration.
    """
    code = event.code
    status: int | None = code if isinstance(code, int) else code.http_status_code()
    return None if status in (444, 499) else status
