"""mitmproxy's HTTP layer, whose answers an injected fault can break, over HTTP/1 and HTTP/2."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from mitmproxy import http
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import HttpLayer, HttpStream
from mitmproxy.proxy.layers.http._events import (
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
)

from ringback.mitmproxy_addon.flows.responses import find_injection
from ringback.modes.injection import Effect, Injection
from ringback_proxy.engine import broken_bodies, connections, wire_responses

_RESPONSE = (ResponseHeaders, ResponseData, ResponseEndOfMessage)


@dataclass(slots=True)
class _Drip:
    """What is left of a response that drips: events for `child`, one after each pause."""

    child: layer.Layer
    pause: float
    left: deque[Any] = field(default_factory=deque)


class InjectingLayer(HttpLayer):
    """mitmproxy's HTTP layer, which breaks a response to the client as its flow says."""

    # An instance is made as one of mitmproxy's class, which sets neither of these.
    @property
    def _broken(self) -> dict[int, http.HTTPFlow]:
        """The flows whose responses are broken, by the number of their stream."""
        broken: dict[int, http.HTTPFlow] = self.__dict__.setdefault("_own_broken", {})
        return broken

    @property
    def _drips(self) -> dict[commands.Command | int, _Drip]:
        """Responses that drip, by the number of their stream and by what wakes them up."""
        drips: dict[commands.Command | int, _Drip] = self.__dict__.setdefault("_own_drips", {})
        return drips

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        drip = self._drips.pop(event.command, None) if isinstance(event, events.Wakeup) else None
        if drip is None:
            yield from super()._handle_event(event)
        else:
            yield from self._continue(drip)

    def event_to_child(
        self, child: layer.Layer | HttpStream, event: events.Event
    ) -> layer.CommandGenerator[None]:
        """Break a response to the client whose flow has a fault."""
        if isinstance(event, _RESPONSE) and child is self.connections.get(self.context.client):
            flow = self._find_broken(event)
            injection = find_injection(flow) if flow is not None else None
            if flow is not None and injection is not None:
                return self._break(child, event, flow, injection)
        return super().event_to_child(child, event)

    def _find_broken(self, event: Any) -> http.HTTPFlow | None:
        """Return the flow of a response that is broken; mitmproxy forgets it before the end."""
        if isinstance(event, ResponseHeaders):
            stream = self.streams.get(event.stream_id)
            injection = find_injection(stream.flow) if stream is not None else None
            if stream is not None and injection is not None and injection.breaks_message:
                self._broken[event.stream_id] = stream.flow
        if isinstance(event, ResponseEndOfMessage):
            return self._broken.pop(event.stream_id, None)
        return self._broken.get(event.stream_id)

    def _break(
        self, child: layer.Layer, event: Any, flow: http.HTTPFlow, injection: Injection
    ) -> layer.CommandGenerator[None]:
        match injection.effect:
            case Effect.DRIP:
                yield from self._drip(child, event, injection.seconds)
            case Effect.TRUNCATE if flow.response is not None and flow.response.raw_content:
                yield from self._truncate(child, event)
            case _ if isinstance(event, ResponseHeaders):
                yield from self._end(flow, injection)

    def _end(self, flow: http.HTTPFlow, injection: Injection) -> layer.CommandGenerator[None]:
        """End the connection without a whole head."""
        client, head = self.context.client, b""
        if injection.effect is Effect.RESET:
            connections.reset_client(client)
        elif injection.effect is Effect.MALFORMED:
            head = broken_bodies.MALFORMED
        elif injection.effect is Effect.TRUNCATE and flow.response and client.alpn != b"h2":
            head = broken_bodies.truncate(wire_responses.encode(flow.response))
        if head:
            yield commands.SendData(client, head)
        yield commands.CloseConnection(client)

    def _truncate(self, child: layer.Layer, event: Any) -> layer.CommandGenerator[None]:
        """Send the head with the length of the whole body, half of that, and no more."""
        if isinstance(event, ResponseEndOfMessage):
            yield commands.CloseConnection(self.context.client)
            return
        if isinstance(event, ResponseHeaders):
            event.response.headers.pop("transfer-encoding", None)
            event.response.headers["content-length"] = str(len(event.response.raw_content or b""))
        else:
            event = ResponseData(event.stream_id, broken_bodies.truncate(event.data))
        yield from super().event_to_child(child, event)

    def _drip(self, child: layer.Layer, event: Any, pause: float) -> layer.CommandGenerator[None]:
        drip = self._drips.get(event.stream_id)
        if drip is not None:
            drip.left.append(event)
        elif isinstance(event, ResponseData):
            pieces = map(bytes, broken_bodies.split(event.data))
            events_left = deque(ResponseData(event.stream_id, piece) for piece in pieces)
            drip = self._drips[event.stream_id] = _Drip(child, pause, events_left)
            yield from self._continue(drip)
        else:
            yield from super().event_to_child(child, event)

    def _continue(self, drip: _Drip) -> layer.CommandGenerator[None]:
        """Send the next piece, and what is not a piece behind it."""
        event = drip.left.popleft()
        yield from super().event_to_child(drip.child, event)
        while drip.left and not isinstance(drip.left[0], ResponseData):
            yield from super().event_to_child(drip.child, drip.left.popleft())
        if drip.left:
            wakeup = commands.RequestWakeup(drip.pause)
            self._drips[wakeup] = drip
            yield wakeup
        else:
            self._drips.pop(event.stream_id, None)
