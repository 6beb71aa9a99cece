"""Replies as bytes, and as mitmproxy's responses where there is no flow."""

from collections.abc import Iterator

from mitmproxy import http

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
    return encode(made)


def encode(response: http.Response) -> bytes:
    """Return the bytes of a response."""
    data = response.data
    lines = [b"%b %d %b" % (data.http_version, data.status_code, data.reason)]
    lines += [b"%b: %b" % field for field in data.headers.fields]
    return b"\r\n".join((*lines, b"", data.content or b""))


def _fields(reply: Response) -> Iterator[tuple[bytes, bytes]]:
    for name, value in reply.headers:
        yield name.encode(), value.encode()
    yield b"Content-Length", b"%d" % len(reply.body)
    yield b"Ringback", b"error"
