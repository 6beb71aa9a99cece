"""Ends a connection with a TCP reset, as a load balancer or a host that has died does."""

import socket
import struct
import sys
from contextlib import suppress
from typing import Any

# On, for no time: closing the socket then sends a reset, and drops what has not been sent.
_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


def reset(transport: Any) -> None:
    """Reset the connection of a transport."""
    own = transport.get_extra_info("socket")
    if own is not None:
        with suppress(OSError):  # the client has gone
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
    transport.abort()
