"""Runs hooks inline and leaves layers out, for requests that a hook answers.

Each measure is independent of the others and can be removed. A connection whose layers are not
those that were tried is left to mitmproxy. `make bench` compares the whole with mitmdump.

- Hooks that are plain functions run where they are triggered, instead of in a task each.
- Consecutive writes to one connection are joined.
- The layers of CONNECT, and of a TLS connection to a server that is never opened, are left out.
- mitmproxy's type check of every message, an aid for its own developers, is switched off.
- The garbage collector skips all objects that exist when the proxy starts (`engine.collector`).
"""

import asyncio
from collections import deque
from collections.abc import Iterator

from mitmproxy import connection, http
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers import ClientTLSLayer, ServerTLSLayer
from mitmproxy.proxy.layers.http import HttpStream

from ringback_proxy.engine import collector
from ringback_proxy.engine.fast.hook_table import HookTable

# Writes are joined up to this size in bytes; a large body would be copied again and again.
_JOIN_LIMIT = 65_536


class InlineHooksAddon:
    """The addon that applies the measures to each connection.

    It comes after NextLayer, whose choice of layers it changes.
    """

    def __init__(self, proxyserver: Proxyserver, hooks: HookTable) -> None:
        self.proxyserver = proxyserver
        self.hooks = hooks

    def running(self) -> None:
        """Switch the collector on again, and the type check off."""
        collector.resume()
        if hasattr(http.MessageData, "__post_init__"):
            http.MessageData.__post_init__ = _skip_check  # type: ignore[method-assign]

    def done(self) -> None:
        """Stop exempting objects from the collector."""
        collector.release()

    def client_connected(self, client: connection.Client) -> None:
        """Put `InlineHooks` in front of a connection's layers."""
        handler = self.proxyserver.connections[client.id]
        handler.layer = InlineHooks(handler.layer, self.hooks)  # type: ignore[assignment]

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Remove the layers that requests answered by the proxy never use.

        With lazy connections the server's TLS layer waits for a connection that is never opened;
        and once CONNECT is answered, the layers around it only pass events on.
        """
        context = nextlayer.context
        layers = context.layers
        handler = self.proxyserver.connections.get(context.client.id)
        inline_hooks = handler.layer if handler is not None else None
        if not (
            isinstance(nextlayer.layer, ServerTLSLayer)
            and isinstance(inline_hooks, InlineHooks)
            and len(layers) == 5
            and isinstance(layers[2], HttpStream)
        ):
            return
        del layers[3:]
        context.server.tls = True
        nextlayer.layer = ClientTLSLayer(context)
        # From the next event on: this one is still on its way through the layers that are left out.
        asyncio.get_running_loop().call_soon(setattr, inline_hooks, "layer", nextlayer)


def _skip_check(_message: http.MessageData) -> None:
    """Do nothing, as mitmproxy's check does under `python -O`."""


class InlineHooks:
    """Stands in front of a connection's layers, runs hooks inline and joins writes."""

    def __init__(self, inner: layer.Layer, hooks: HookTable) -> None:
        self.layer = inner
        self.hooks = hooks
        self._wakeups: dict[commands.Command, layer.Layer] = {}

    def handle_event(self, event: events.Event) -> Iterator[commands.Command]:
        """Pass an event to the layers, and yield the commands that are left for mitmproxy."""
        pending: commands.SendData | None = None
        for command in self._after_hooks(event):
            if type(command) is commands.SendData:
                if pending is None:
                    pending = command
                elif pending.connection is command.connection and len(pending.data) < _JOIN_LIMIT:
                    pending.data += command.data
                else:
                    yield pending
                    pending = command
            else:
                if pending is not None:
                    yield pending
                    pending = None
                yield command
        if pending is not None:
            yield pending

    def _after_hooks(self, event: events.Event) -> Iterator[commands.Command]:
        if isinstance(event, events.Wakeup) and self._is_stale(event):
            return
        completed: deque[events.Event] = deque((event,))
        while completed:
            for command in self.layer.handle_event(completed.popleft()):
                if isinstance(command, commands.StartHook) and self.hooks.trigger_now(command):
                    if command.blocking:
                        completed.append(events.HookCompleted(command))
                else:
                    if isinstance(command, commands.RequestWakeup):
                        self._wakeups[command] = self.layer
                    yield command

    def _is_stale(self, event: events.Wakeup) -> bool:
        """Return whether a wake-up is for layers that have been left out since it was requested."""
        return self._wakeups.pop(event.command, None) is not self.layer
