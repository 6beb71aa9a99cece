"""HTTP over sockets, for bytes that no client library would send."""

import contextlib
import socket
import ssl
from pathlib import Path

from tests.support.process.waiting import TIMEOUT

Address = tuple[str, int]


def dial(address: Address) -> socket.socket:
    """Open a connection with a time-out."""
    return socket.create_connection(address, timeout=TIMEOUT)


def exchange(connection: socket.socket, sent: bytes) -> bytes:
    """Send bytes and return what is received until the other side closes the connection.

    If it is reset, or refused by TLS, that is what had been received by then.
    """
    with connection, contextlib.suppress(ConnectionError, ssl.SSLError):
        connection.sendall(sent)
        return read_to_end(connection)
    return b""


def read_to_end(connection: socket.socket) -> bytes:
    """Read until the other side closes or breaks the connection."""
    received = b""
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while piece := connection.recv(65536):
            received += piece
    return received


class TunnelError(ConnectionError):
    """The proxy refused CONNECT."""


def tunnel(proxy: Address, authority: str) -> socket.socket:
    """Open a CONNECT tunnel; raises TunnelError with the proxy's reply."""
    connection = dial(proxy)
    connection.sendall(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())
    reply = read_head(connection)
    if b" 200 " not in reply.splitlines()[0]:
        connection.close()
        raise TunnelError(reply)
    return connection


def read_head(connection: socket.socket) -> bytes:
    """Read the head of an HTTP/1 message, and no byte more."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        assert byte, f"closed after {head!r}"
        head += byte
    return head


def over_tls(
    connection: socket.socket, ca: Path, server_name: str | None, alpn: tuple[str, ...] = ()
) -> ssl.SSLSocket:
    """Start TLS as a client that trusts one CA; without a server name no SNI and no check."""
    context = ssl.create_default_context(cafile=ca)
    context.check_hostname = server_name is not None
    if alpn:
        context.set_alpn_protocols(list(alpn))
    return context.wrap_socket(connection, server_hostname=server_name)
