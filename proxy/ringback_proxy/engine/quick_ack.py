"""Acknowledges what has been read at once, for clients that wait for that before they go on.

urllib3 leaves Nagle's algorithm on for connections to a proxy. So requests, and with it Twilio's
client, send a body only after the head has been acknowledged, and Linux delays an acknowledgement
by 40 ms to send it with data. Each POST would take 45 ms.
"""

import socket
from contextlib import suppress
from typing import Any

from mitmproxy import http

from ringback_proxy.engine.connections import Serving

# Linux has it; elsewhere acknowledgements are left to the system.
_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)


def acknowledge(transport: Any) -> None:
    """Acknowledge what has been read; the socket option takes effect once, at once."""
    own = transport.get_extra_info("socket", None)
    if _QUICK_ACK is None or own is None or own.family not in (socket.AF_INET, socket.AF_INET6):
        return
    with suppress(OSError):  # the client has gone
        own.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)


class QuickAck:
    """The addon that acknowledges the head of a request that mitmproxy reads."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Acknowledge the head, if the body has not arrived."""
        handler = self.serving.connections.get(flow.client_conn.id)
        if handler is None or flow.request.raw_content is not None:
            return
        transport = handler.transports.get(handler.client)
        if transport is not None and transport.writer is not None:
            acknowledge(transport.writer)
