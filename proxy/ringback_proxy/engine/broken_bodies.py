"""What clients get instead of a whole HTTP message, for faults that break one."""

from collections.abc import Iterator

# No version of HTTP begins so; neither does TLS.
MALFORMED = b"\x00\x01ringback: this is not HTTP\r\n\r\n"
# How many pieces a body that drips comes in.
PIECES = 10


def truncate(body: bytes) -> bytes:
    """Return the first half of a body, or of whatever is sent instead of one."""
    return body[: len(body) // 2]


def split(body: bytes) -> Iterator[bytes]:
    """Yield a body in `PIECES` pieces, or byte by byte if it has fewer bytes."""
    size = -(-len(body) // PIECES)
    for begin in range(0, len(body), size or 1):
        yield body[begin : begin + size]
