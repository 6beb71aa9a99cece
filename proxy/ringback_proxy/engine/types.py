"""What the server needs from an engine: addons around its own, listeners and closing."""

from collections.abc import Callable
from typing import Any, Protocol

from mitmproxy.net.server_spec import ServerSpec


class Listener(Protocol):
    """One address that is listened on."""

    @property
    def listen_addrs(self) -> tuple[Any, ...]:
        """The socket addresses, one for each address family."""

    async def stop(self) -> None:
        """Stop listening; open connections are kept."""


class Engine(Protocol):
    """Moves bytes between clients, hooks and upstreams, for one master."""

    @property
    def serves_control(self) -> bool:
        """Whether it hands requests that are not proxied to the protocol of the control API."""

    def prepare_forwarding(self) -> None:
        """Import what forwarding needs, so that the first request does not wait for it."""

    def addons_before(self) -> tuple[object, ...]:
        """Return the addons that come before the server's own."""

    def addons_after(self, upstream_timeout: float | None) -> tuple[object, ...]:
        """Return the addons that come after the server's own.

        `upstream_timeout` is in seconds, None where nothing is forwarded.
        """

    def tunnels(self, proxy_for: Callable[[str, int], ServerSpec | None]) -> tuple[object, ...]:
        """Return the addons that send unopened connections through another proxy."""

    async def listen(self, mode: str, port: int) -> Listener:
        """Listen in one of mitmproxy's proxy modes; port 0 stands for any free port.

        Raises OSError, OverflowError, ValueError or OptionsError.
        """

    def close_connections(self) -> None:
        """Start to close every connection."""

    def has_connections(self) -> bool:
        """Return whether a client is still connected."""
