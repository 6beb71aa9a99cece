"""Closing connections from outside of mitmproxy's layers, which no documented hook can do."""

from asyncio import StreamWriter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from mitmproxy import ctx, http
from mitmproxy.connection import Client, Connection

from ringback_proxy.engine import tcp_reset

if TYPE_CHECKING:  # it imports mitmproxy's layers
    from mitmproxy.proxy.server import ConnectionHandler


class Serving(Protocol):
    """What serves connections: mitmproxy's addon Proxyserver, or what loads it."""

    @property
    def connections(self) -> "Mapping[Any, ConnectionHandler]":
        """The handlers of connections to clients, by the client's id."""


def close_all(serving: Serving) -> None:
    """Start to close every connection to a client or an upstream."""
    for handler in list(serving.connections.values()):
        for io in list(handler.transports.values()):
            if io.handler is not None:
                io.handler.cancel("stopping")


def close_upstream(serving: Serving, flow: http.HTTPFlow, reason: str) -> None:
    """Start to close a flow's connection to its upstream; the flow's error names the reason.

    It ends a stalled handshake, head or body alike; `flow.kill` does not reach a request that
    waits for its response.
    """
    handler = serving.connections.get(flow.client_conn.id)
    if handler is None:
        return
    others: list[Connection] = [each for each in handler.transports if each != handler.client]
    own = [each for each in others if each == flow.server_conn]
    # Until its connection is ready, a flow does not know it.
    for connection in own or [each for each in others if not _is_ready(each)]:
        io = handler.transports[connection]
        if io.handler is not None:
            io.handler.cancel(reason)


def reset_client(client: Client) -> None:
    """Reset the connection of a client that mitmproxy serves; its layers can only close it."""
    handler = ctx.master.addons.get("proxyserver").connections.get(client.id)
    io = handler.transports.get(handler.client) if handler is not None else None
    if io is not None and isinstance(io.writer, StreamWriter):
        tcp_reset.reset(io.writer.transport)


def _is_ready(connection: Connection) -> bool:
    return connection.connected and (connection.tls_established or not connection.tls)
