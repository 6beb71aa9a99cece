"""Acknowledges a request's head at once, for clients that wait for that before the body.

urllib3 leaves Nagle's algorithm on for connections to a proxy. So requests, and with it Twilio's
client, send a body only after the head has been acknowledged, and Linux delays an acknowledgement
by 40 ms to send it with data. Each POST would take 45 ms.
"""

import socket
from contextlib import suppress

from mitmproxy import connection, http
from mitmproxy.addons.proxyserver import Proxyserver

# Linux has it; elsewhere acknowledgements are left to the system.
_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)


class QuickAck:
    """The addon that sends the acknowledgement of what has been read so far."""

    def __init__(self, proxyserver: Proxyserver) -> None:
        self.proxyserver = proxyserver

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Acknowledge the head, if the body has not arrived."""
        if flow.request.raw_content is None:
            self.acknowledge(flow.client_conn)

    def acknowledge(self, client: connection.Client) -> None:
        """Acknowledge what has been read; the socket option takes effect once, at once."""
        handler = self.proxyserver.connections.get(client.id)
        transport = handler.transports.get(handler.client) if handler is not None else None
        if _QUICK_ACK is None or transport is None or transport.writer is None:
            return
        own = transport.writer.get_extra_info("socket", None)
        if own is not None and own.family in (socket.AF_INET, socket.AF_INET6):
            with suppress(OSError):  # the client has gone
                own.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
