"""What the requests and responses of flows have in common."""

from mitmproxy import http

from ringback.http.messages import Headers

# They belong to one connection, or describe bytes that are not passed on.
_CONNECTION_HEADERS = frozenset(
    b"connection content-length expect host keep-alive proxy-authenticate proxy-authorization "
    b"proxy-connection te trailer transfer-encoding ringback".split()
)


def is_large(message: http.Message, limit: int) -> bool:
    """Return whether a message's body has more bytes than the limit, or may have once decoded."""
    body = message.raw_content or b""
    names = (name.lower() for name, _ in message.headers.fields)
    return len(body) > limit or (bool(body) and b"content-encoding" in names)


def read_headers(message: http.Message) -> Headers:
    """Return the headers of a message without those of its connection."""
    return Headers(
        (name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
        for name, value in message.headers.fields
        if name.lower() not in _CONNECTION_HEADERS
    )
