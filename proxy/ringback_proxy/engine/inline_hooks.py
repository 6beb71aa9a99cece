"""A shorter way through mitmproxy for what Ringback does all day: answer at once.

Each step is separate, can be taken out, and leaves a connection to mitmproxy's own way where its
shape is not the one that was tried. `make bench` measures the whole beside mitmdump.

- Hooks that are plain functions run where they are raised, instead of in a task each.
- What goes to one connection in one go is one write.
- The layers of CONNECT, and of a TLS connection to a server that is never opened, are left out.
- mitmproxy's check of every message's types, an aid to its own developers, is switched off.
- What was imported is kept out of the garbage collector's rounds.
"""

import asyncio
import gc
from collections import deque
from collections.abc import Iterator

from mitmproxy import connection, http
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers import ClientTLSLayer, ServerTLSLayer
from mitmproxy.proxy.layers.http import HttpStream

from ringback_proxy.engine.hook_table import HookTable

# More is written as it comes, or a large body would be copied again and again.
_JOINED = 65_536


class InlineHooksAddon:
    """The addon that puts the steps in, connection by connection."""

    def __init__(self, proxyserver: Proxyserver, hooks: HookTable) -> None:
        self.proxyserver = proxyserver
        self.hooks = hooks

    def running(self) -> None:
        """Switch off the type check, and spare the collector what is here to stay.

        What is garbage by now is kept, too: to look for it would take longer than all else here.
        """
        gc.freeze()
        gc.enable()
        if hasattr(http.MessageData, "__post_init__"):
            http.MessageData.__post_init__ = _unchecked  # type: ignore[method-assign]

    def done(self) -> None:
        """Let the collector have it all back: a program that restarts a proxy would fill up."""
        gc.unfreeze()

    def client_connected(self, client: connection.Client) -> None:
        """Stand in front of a connection's layers."""
        handler = self.proxyserver.connections[client.id]
        handler.layer = InlineHooks(handler.layer, self.hooks)  # type: ignore[assignment]

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Leave out the layers that an answered request never uses.

        With connections made lazily the server's TLS layer waits for a connection that never
        comes; and once CONNECT is answered, the layers around it only hand events on.
        """
        context = nextlayer.context
        layers = context.layers
        handler = self.proxyserver.connections.get(context.client.id)
        shim = handler.layer if handler is not None else None
        if not (
            isinstance(nextlayer.layer, ServerTLSLayer)
            and isinstance(shim, InlineHooks)
            and len(layers) == 5
            and isinstance(layers[2], HttpStream)
        ):
            return
        del layers[3:]
        context.server.tls = True
        nextlayer.layer = ClientTLSLayer(context)
        # From the next event on; this one is still on its way through the layers left out.
        asyncio.get_running_loop().call_soon(setattr, shim, "layer", nextlayer)


def _unchecked(_message: http.MessageData) -> None:
    """Do what `python -O` makes of mitmproxy's check."""


class InlineHooks:
    """Stands in front of a connection's layers, runs hooks at once and joins what is written."""

    def __init__(self, inner: layer.Layer, hooks: HookTable) -> None:
        self.layer = inner
        self.hooks = hooks
        self._wakeups: dict[commands.Command, layer.Layer] = {}

    def handle_event(self, event: events.Event) -> Iterator[commands.Command]:
        """Hand an event to the layers, and mitmproxy what is left of their commands."""
        held: commands.SendData | None = None
        for command in self._after_hooks(event):
            if type(command) is commands.SendData:
                if held is None:
                    held = command
                elif held.connection is command.connection and len(held.data) < _JOINED:
                    held.data += command.data
                else:
                    yield held
                    held = command
            else:
                if held is not None:
                    yield held
                    held = None
                yield command
        if held is not None:
            yield held

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
        """Return whether a wake-up is for layers that have been left out since it was set."""
        return self._wakeups.pop(event.command, None) is not self.layer
