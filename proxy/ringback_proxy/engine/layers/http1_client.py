"""mitmproxy's HTTP/1 reader of upstreams, which does not take an interim response for the answer.

An upstream may send any number of 1xx responses before the final one (RFC 9110, 15.2). mitmproxy
skips them over HTTP/2, but over HTTP/1 it passes the first one on, without what follows. 101 is not
skipped: after it the upstream no longer speaks HTTP.
"""

import re

from mitmproxy.proxy import events, layer
from mitmproxy.proxy.layers.http._http1 import Http1Client

from ringback_proxy.engine.layers.whole_requests import WholeRequests

_INTERIM = re.compile(rb"HTTP/1\.\d 1(?!01)\d\d(?!\d)")


class FinalResponseClient(WholeRequests, Http1Client):
    """Skips interim responses."""

    def read_headers(self, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        """Read the head of the final response."""
        while self.request and _INTERIM.match(bytes(self.buf)):
            if self.buf.maybe_extract_lines() is None:
                break  # the rest of its head has not arrived
        yield from super().read_headers(event)


def skip_interim_responses(client: layer.Layer) -> None:
    """Make a reader of mitmproxy's skip them, before it has read anything."""
    if type(client) is Http1Client:
        client.__class__ = FinalResponseClient
        client.state = client.read_headers
