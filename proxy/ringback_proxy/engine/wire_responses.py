"""Converts replies for mitmproxy where there is no flow."""

from collections.abc import Iterator

from mitmproxy import http
from mitmproxy.net.http import http1

from ringback.http.messages import Response


def to_mitmproxy_response(reply: Response) -> http.Response:
    """Return a reply as mitmproxy's response."""
    made = http.Response.make(reply.status, reply.body)
    made.headers = http.Headers(_fields(reply))
    return made


def assemble(reply: Response) -> bytes:
    """Return the bytes of a reply that ends its HTTP/1 connection."""
    made = to_mitmproxy_response(reply)
    made.headers["Connection"] = "close"
    whole: bytes = http1.assemble_response(made)
    return whole


def _fields(reply: Response) -> Iterator[tuple[bytes, bytes]]:
    for name, value in reply.headers:
        yield name.encode(), value.encode()
    yield b"Content-Length", b"%d" % len(reply.body)
    yield b"Ringback", b"error"
