"""Sends the head of a request to an upstream together with its body.

mitmproxy sends one after the other: two packets, and two records of TLS, which the upstream reads
one by one. Replies are left as they are: the second write to a client that is gone is what closes
its connection in mitmproxy 12.
"""

from typing import Any

from mitmproxy.connection import Connection
from mitmproxy.proxy import commands, layer


class WholeRequests:
    """Put in front of mitmproxy's HTTP/1 client, holds a head until its body comes."""

    conn: Connection
    _head = b""

    def send(self, event: Any) -> layer.CommandGenerator[None]:
        """Send a part of a request, behind the head if that is held."""
        data, self._head = self._head, b""
        for command in super().send(event):  # type: ignore[misc]  # of mitmproxy's class
            if isinstance(command, commands.SendData):
                data += command.data
                continue
            if data:
                yield commands.SendData(self.conn, data)
                data = b""
            yield command
        if _precedes_body(event):
            self._head = data
        elif data:
            yield commands.SendData(self.conn, data)


def _precedes_body(event: Any) -> bool:
    """Return whether an event is a head whose body is at hand, and so comes next."""
    request = getattr(event, "request", None)
    return request is not None and not event.end_stream and bool(request.raw_content)
