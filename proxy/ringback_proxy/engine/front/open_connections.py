"""The connections that the front has, so that they can be closed at the end."""

from typing import Any
from weakref import WeakSet


class OpenConnections:
    """The transports of connections that mitmproxy does not serve."""

    def __init__(self) -> None:
        self._transports: set[Any] = set()
        self._of_control: WeakSet[Any] = WeakSet()

    def __bool__(self) -> bool:
        """Return whether a connection is open, or its end not yet reported to the addons."""
        return bool(self._transports) or any(
            not transport.is_closing() for transport in self._of_control
        )

    def add(self, transport: Any) -> None:
        """Add a new connection."""
        self._transports.add(transport)

    def discard(self, transport: Any) -> None:
        """Remove a connection that has ended, or that mitmproxy serves from now on."""
        self._transports.discard(transport)

    def pass_to_control(self, transport: Any) -> None:
        """Note that the control API's protocol serves a connection; its end is not seen."""
        self._transports.discard(transport)
        self._of_control.add(transport)

    def close(self) -> None:
        """Start to close all of them."""
        for transport in (*self._transports, *self._of_control):
            transport.close()
