"""The head of a CONNECT request to a host of Twilio."""

import re
import time
from dataclasses import dataclass

import httptools
from mitmproxy import http
from mitmproxy.connection import Client, Server

from ringback.twilio.values import hosts
from ringback_proxy.engine.front.http1.request_head import Fields

_LINE = re.compile(rb"CONNECT (([A-Za-z0-9.-]+):([0-9]{1,5})) (HTTP/1\.[01])\r\n")
# A CONNECT request has no body; one that has is mitmproxy's to refuse.
_OF_A_BODY = (b"content-length", b"transfer-encoding", b"expect")


@dataclass(frozen=True, slots=True)
class ConnectRequest:
    """A CONNECT request; `data` is its head as it was sent."""

    data: bytes
    authority: bytes
    host: str
    port: int
    version: bytes
    fields: Fields

    def make_flow(self, client: Client, server: Server) -> http.HTTPFlow:
        """Return the flow of the request, as mitmproxy makes it."""
        flow = http.HTTPFlow(client, server)
        now = time.time()
        flow.request = http.Request(
            host=self.host,
            port=self.port,
            method=b"CONNECT",
            scheme=b"",
            authority=self.authority,
            path=b"",
            http_version=self.version,
            headers=http.Headers(self.fields),
            content=b"",
            trailers=None,
            timestamp_start=now,
            timestamp_end=now,
        )
        flow.live = True
        return flow


def parse(data: bytes) -> ConnectRequest | None:
    """Parse a complete head, blank line included; return None unless it asks for Twilio."""
    line = _LINE.match(data)
    if line is None:
        return None
    host, port = line[2].decode(), int(line[3])
    if not hosts.is_twilio(hosts.normalize(host)) or not 0 < port < 65_536:
        return None
    reader = _Reader()
    try:
        httptools.HttpRequestParser(reader).feed_data(data)
    except httptools.HttpParserUpgrade:
        pass  # what follows a CONNECT request is not HTTP
    except httptools.HttpParserError:
        return None
    if any(name.lower() in _OF_A_BODY for name, _ in reader.fields):
        return None
    return ConnectRequest(data, line[1], host, port, line[4], tuple(reader.fields))


class _Reader:
    """What httptools calls back."""

    __slots__ = ("fields",)

    def __init__(self) -> None:
        self.fields: list[tuple[bytes, bytes]] = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields.append((name, value.rstrip()))
