"""mitmproxy's HTTP layer with errors in JSON, in the shape of Twilio's.

mitmproxy itself answers failed upstreams and malformed requests with an HTML page, and HTTP/1
trailers crash it while the client hangs. The documented `next_layer` hook puts these layers in.
"""

from typing import Any

from mitmproxy import http
from mitmproxy.connection import ConnectionState, Server
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import (
    HttpLayer,
    HttpStream,
)
from mitmproxy.proxy.layers.http._events import (
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
)
from mitmproxy.proxy.mode_specs import ReverseMode

from ringback.http.messages import Response
from ringback.http.origin import Origin
from ringback.mitmproxy_addon import error_responses, upstream_errors
from ringback_proxy.engine import wire_responses
from ringback_proxy.engine.layers.http1_client import skip_interim_responses
from ringback_proxy.engine.layers.http1_server import MALFORMED, JsonErrorServer
from ringback_proxy.engine.layers.injecting_layer import InjectingLayer

_TRAILERS = "trailers behind a chunked body are not supported; send the request without them."
_SENT_TRAILERS = "it sent trailers behind a chunked body, which are not supported"
_NO_PROXY = "this is the base URL and no proxy; set HTTPS_PROXY to the proxy's own port."


class JsonErrors:
    """The addon that puts the layers in; it comes after mitmproxy's own NextLayer."""

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Replace mitmproxy's HTTP layers by ones with errors in JSON."""
        for each in nextlayer.context.layers:
            if type(each) is HttpLayer:
                each.__class__ = JsonErrorLayer


class JsonErrorLayer(InjectingLayer):
    """mitmproxy's HTTP layer, which answers errors in JSON, and breaks what a fault breaks."""

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Start) and self.context.client.alpn != b"h2":
            self.connections.setdefault(self.context.client, JsonErrorServer(self.context.fork()))
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

    def register_connection(self, command: Any) -> layer.CommandGenerator[None]:
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
        on_base_url = isinstance(self.context.client.proxy_mode, ReverseMode)
        if on_base_url and flow and flow.request.method == "CONNECT":
            return error_responses.make_response(status, _NO_PROXY)
        return error_responses.make_response(
            status, MALFORMED.format(upstream_errors.strip_advice(event.message))
        )

    def get_connection(self, event: Any, *, reuse: bool = True) -> layer.CommandGenerator[None]:
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
