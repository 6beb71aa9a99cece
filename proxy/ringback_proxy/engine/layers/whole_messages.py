"""Sends the head of a message together with its body.

mitmproxy sends one after the other: two packets, and two records of TLS, which the other side reads
one by one.
"""

from typing import Any

from mitmproxy.connection import Connection
from mitmproxy.proxy import commands, layer


class WholeMessages:
    """Put in front of one of mitmproxy's HTTP/1 connections, holds a head until its body comes."""

    conn: Connection
    _head = b""

    def send(self, event: Any) -> layer.CommandGenerator[None]:
        """Send a part of a message, behind the head if that is held."""
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
    message = getattr(event, "response", None) or getattr(event, "request", None)
    return message is not None and not event.end_stream and bool(message.raw_content)
