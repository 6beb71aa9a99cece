"""Replies of ours as mitmproxy sends them, where no flow is there to be answered."""

from collections.abc import Iterator

from mitmproxy import http
from mitmproxy.net.http import http1

from ringback.http.messages import Response


def to_mitmproxy(reply: Response) -> http.Response:
    """Make mitmproxy's response of a reply."""
    made = http.Response.make(reply.status, reply.body)
    made.headers = http.Headers(_fields(reply))
    return made


def assembled(reply: Response) -> bytes:
    """Return the bytes of a reply that is the last one of its HTTP/1 connection."""
    made = to_mitmproxy(reply)
    made.headers["Connection"] = "close"
    whole: bytes = http1.assemble_response(made)
    return whole


def _fields(reply: Response) -> Iterator[tuple[bytes, bytes]]:
    for name, value in reply.headers:
        yield name.encode(), value.encode()
    yield b"Content-Length", b"%d" % len(reply.body)
    yield b"Ringback", b"error"
