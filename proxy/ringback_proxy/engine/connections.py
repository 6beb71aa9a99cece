"""Closing connections from outside of mitmproxy's layers, which no documented hook can do."""

from asyncio import StreamWriter

from mitmproxy import ctx, http
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.connection import Client, Connection

from ringback_proxy.engine import tcp_reset


def close_all(proxyserver: Proxyserver) -> None:
    """Start to close every connection to a client or an upstream."""
    for handler in list(proxyserver.connections.values()):
        for io in list(handler.transports.values()):
            if io.handler is not None:
                io.handler.cancel("stopping")


def close_upstream(proxyserver: Proxyserver, flow: http.HTTPFlow, reason: str) -> None:
    """Start to close a flow's connection to its upstream; the flow's error names the reason.

    It ends a stalled handshake, head or body alike; `flow.kill` does not reach a request that
    waits for its response.
    """
    handler = proxyserver.connections.get(flow.client_conn.id)
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
