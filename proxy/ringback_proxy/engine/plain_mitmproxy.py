"""The plain engine: mitmproxy as it is, with all of its addons, for `RINGBACK_ENGINE=plain`.

It answers as the fast engine does in every mode, from documented hooks and options alone, and so
also on a mitmproxy whose private parts have changed. What differs:

- It is slower: to start, and for each request.
- Malformed requests and failed upstreams are answered with mitmproxy's HTML pages.
- HTTP/1 trailers, slow and endless requests are treated as mitmproxy treats them.
- Connections that are passed through unopened do not go through the company's proxy.
- Faults that break a connection are injected by mitmproxy's layers, which are not documented; where
  they have changed, the client gets a 500 that says so.
- `--upstream-timeout` and closing connections at the end use `Proxyserver.connections`, which is
  not documented; where it has changed, both are left to mitmproxy.
"""

import asyncio
import errno
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from mitmproxy import addons
from mitmproxy.master import Master
from mitmproxy.net.server_spec import ServerSpec

from ringback_proxy.engine import connections
from ringback_proxy.engine.types import Listener
from ringback_proxy.engine.upstream_timeout import UpstreamTimeout

# How long mitmproxy may take to listen or to stop listening, in seconds.
TIMEOUT = 5.0


class PlainEngine:
    """An `Engine` that leaves one master as mitmproxy made it."""

    serves_control = False

    def __init__(self, master: Master) -> None:
        self.master = master
        self.modes: list[str] = []
        self._addons = tuple(addons.default_addons())
        self._proxyserver: Any = next(
            (addon for addon in self._addons if type(addon).__name__ == "Proxyserver"), None
        )

    def prepare_forwarding(self) -> None:
        """Do nothing: all of mitmproxy is loaded already."""

    def addons_before(self) -> tuple[object, ...]:
        """Return all addons that mitmproxy's own tools load."""
        return self._addons

    def addons_after(self, upstream_timeout: float | None) -> tuple[object, ...]:
        """Return what watches requests that are forwarded."""
        broken = _make_broken_responses()
        if upstream_timeout is None:
            return broken
        return (UpstreamTimeout(self._proxyserver, upstream_timeout), *broken)

    def tunnels(
        self,
        proxy_for: Callable[[str, int], ServerSpec | None],  # noqa: ARG002 - as Engine has it
    ) -> tuple[object, ...]:
        """Return nothing: no documented hook can put a tunnel around a connection."""
        return ()

    async def listen(self, mode: str, port: int) -> Listener:
        """Listen in one of mitmproxy's proxy modes; port 0 stands for any free port.

        mitmproxy only logs that an address cannot be used, so it is tried here first.
        """
        # `block_global` closes connections from other machines, and `onboarding` serves mitm.it.
        self.master.options.update(block_global=False, onboarding=False)
        host = self.master.options.listen_host
        port = bind(host, port)
        listener = PlainListener(self, f"{mode}@{port}", ((host, port),))
        self.modes.append(listener.spec)
        self.update()
        if not await _becomes(True, host, port):
            await listener.stop()
            raise OSError(errno.EADDRINUSE, "mitmproxy does not listen")
        return listener

    def update(self) -> None:
        """Make mitmproxy listen in all of `modes`."""
        self.master.options.update(mode=self.modes or ["regular"], server=bool(self.modes))

    def close_connections(self) -> None:
        """Start to close every connection."""
        with suppress(AttributeError):
            connections.close_all(self._proxyserver)

    def has_connections(self) -> bool:
        """Return whether a client is still connected."""
        return bool(getattr(self._proxyserver, "connections", None))


def _make_broken_responses() -> tuple[object, ...]:
    """Return what breaks responses as faults want it; nothing on a changed mitmproxy."""
    try:
        from ringback_proxy.engine.layers.broken_responses import BrokenResponses
    except (ImportError, AttributeError):
        return ()
    return (BrokenResponses(),)


@dataclass(frozen=True, slots=True)
class PlainListener:
    """One address that mitmproxy listens on."""

    engine: PlainEngine
    spec: str
    listen_addrs: tuple[tuple[str, int], ...]

    async def stop(self) -> None:
        """Stop listening; open connections are kept."""
        self.engine.modes.remove(self.spec)
        self.engine.update()
        await _becomes(False, *self.listen_addrs[0])


def bind(host: str, port: int) -> int:
    """Bind a socket for a moment, and return its port.

    Raises OSError, OverflowError or ValueError if an address cannot be used.
    """
    family, _, _, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address[0], port))
        return int(probe.getsockname()[1])


def _is_listened_on(host: str, port: int) -> bool:
    try:
        bind(host, port)
    except OSError as error:
        return error.errno == errno.EADDRINUSE
    return False


async def _becomes(listened_on: bool, host: str, port: int) -> bool:
    """Wait until an address is listened on, or no longer; return whether it was in time."""
    loop = asyncio.get_running_loop()
    limit = loop.time() + TIMEOUT
    while _is_listened_on(host, port) is not listened_on:
        if loop.time() >= limit:
            return False
        await asyncio.sleep(0.01)
    return True
