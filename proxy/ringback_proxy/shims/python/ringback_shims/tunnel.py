"""Opens a connection to Twilio through the proxy, for clients that read no variables.

Other hosts are reached as the client reaches them: what it does there is not for us to change.
"""

import base64
import os
import socket
from typing import Any, Optional
from urllib.parse import unquote, urlsplit

_MOST = 65536  # of the proxy's reply, in bytes


def find_proxy(host: str) -> Optional[str]:  # noqa: UP045 - for older interpreters
    """Return the URL of the proxy for a host of Twilio's; None for any other host."""
    name = host.lower().rstrip(".")
    if not name.endswith(".twilio.com"):
        return None
    url = os.environ.get("https_proxy") or os.environ.get("HTTPS_PROXY")
    if not url or not urlsplit(url).hostname:
        return None
    from urllib import request  # slow to load, so only where it is needed

    return None if request.proxy_bypass_environment(name) else url  # type: ignore[attr-defined]  # typeshed lacks it


def open_tunnel(url: str, host: str, port: int, timeout: Any = None) -> socket.socket:
    """Return a socket that is connected to `host` through the proxy.

    `timeout` is in seconds; what is not a number stands for the default. Raises OSError if the
    proxy refuses.
    """
    proxy = urlsplit(url)
    connection = socket.create_connection((proxy.hostname or "", proxy.port or 80))
    if timeout is None or isinstance(timeout, (int, float)):
        connection.settimeout(timeout)
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(_connect_request(proxy, f"{host}:{port}"))
        status = _read_status(connection)
        if status != "200":
            message = f"the proxy refused a tunnel to {host}:{port}: {status}"
            raise OSError(message)
    except BaseException:  # Ctrl-C, too, leaves no socket open
        connection.close()
        raise
    return connection


def _connect_request(proxy: Any, authority: str) -> bytes:
    lines = [f"CONNECT {authority} HTTP/1.1", f"Host: {authority}"]
    if proxy.username:
        pair = "{}:{}".format(unquote(proxy.username), unquote(proxy.password or ""))
        credentials = base64.b64encode(pair.encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {credentials}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _read_status(connection: socket.socket) -> str:
    """Return the status of the proxy's reply; what follows the reply's headers stays unread."""
    reply = b""
    while not reply.endswith(b"\r\n\r\n") and len(reply) < _MOST:
        byte = connection.recv(1)
        if not byte:
            break
        reply += byte
    words = reply.split(b" ", 2)
    return words[1][:3].decode("latin-1") if len(words) > 1 else "it closed the connection"
