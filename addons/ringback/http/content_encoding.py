"""Takes the content coding off a body, and never more of it than memory is to be spent on.

gzip and deflate are Python's own; br and zstd need the packages that mitmproxy brings.
"""

import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any

from ringback.http.messages import Headers

# Some hundred bytes can unfold to gigabytes.
MAXIMUM = 64 * 1024 * 1024

_GZIP = b"\x1f\x8b"
# What zlib is fed at once: what it leaves of it is copied, and a body can be a million members.
_FIRST_STEP = 512
_LARGEST_STEP = 64 * 1024


class TooLargeError(ValueError):
    """A body unfolds to more than it may; `beginning` is as much of it as it may be."""

    def __init__(self, beginning: bytes) -> None:
        super().__init__(f"more than {len(beginning)} bytes")
        self.beginning = beginning


def decode_or_keep(headers: Headers, body: bytes, maximum: int = MAXIMUM) -> tuple[Headers, bytes]:
    """Return a body as it reads, and its headers without Content-Encoding.

    Where the coding is unknown, the body is not what its header says, or it is larger than
    `maximum` bytes, both are given unchanged: these bytes with this header are what was sent.
    """
    try:
        body = decode(headers, body, maximum)
    except ValueError:
        return headers, body
    return headers.without("content-encoding"), body


def decode(headers: Headers, body: bytes, maximum: int = MAXIMUM) -> bytes:
    """Undo every coding that the headers name, the last one first.

    Raises ValueError where a coding is unknown or the body is not what the headers say, and
    TooLargeError where it is larger than `maximum` bytes at any step.
    """
    named = ",".join(headers.all("content-encoding")).split(",")
    codings = [name.strip().lower() for name in named if name.strip()]
    for name in reversed(codings):
        try:
            body = _DECODERS[name](body, maximum) if body else body
        except (KeyError, ImportError) as error:
            raise ValueError(f"the coding {name!r} is unknown") from error
    return body


def _inflated(body: bytes, maximum: int, window: int) -> bytes:
    data = bytearray()
    _inflate(body, 0, data, maximum, window)
    return bytes(data)


def _inflate(body: bytes, start: int, data: bytearray, maximum: int, window: int) -> int:
    """Add the stream that begins at `start` to the data; give where it ends."""
    decompressor = zlib.decompressobj(window)
    step = _FIRST_STEP
    while not decompressor.eof:
        piece = body[start : start + step]
        if not piece:
            raise ValueError("cut off")
        try:
            data += decompressor.decompress(piece, maximum + 1 - len(data))
        except zlib.error as error:
            raise ValueError(str(error)) from error
        _check(data, maximum)
        start += len(piece) - len(decompressor.unused_data)
        step = min(step * 2, _LARGEST_STEP)
    return start


def _check(data: bytes | bytearray, maximum: int) -> None:
    if len(data) > maximum:
        raise TooLargeError(bytes(memoryview(data)[:maximum]))


def _gzip(body: bytes, maximum: int) -> bytes:
    """Undo every member (RFC 1952 2.2); what follows the last one is nobody's, as for urllib3."""
    data = bytearray()
    start = 0
    while not start or body.startswith(_GZIP, start):
        start = _inflate(body, start, data, maximum, zlib.MAX_WBITS | 16)
    return bytes(data)


def _deflate(body: bytes, maximum: int) -> bytes:
    # RFC 9110 8.4.1.2: "some non-conformant implementations" send it without the zlib wrapper.
    try:
        return _inflated(body, maximum, zlib.MAX_WBITS)
    except TooLargeError:
        raise
    except ValueError:
        return _inflated(body, maximum, -zlib.MAX_WBITS)


def _brotli(body: bytes, maximum: int) -> bytes:
    brotli = import_module("brotli")
    decompressor = brotli.Decompressor()
    try:
        # In slices, so that a bomb is noticed before it has unfolded: 64 bytes can be 40 MB.
        data = bytearray()
        for start in range(0, len(body), 64):
            data += decompressor.process(body[start : start + 64])
            _check(data, maximum)
    except brotli.error as error:
        raise ValueError(str(error)) from error
    if not decompressor.is_finished():
        raise ValueError("cut off")
    return bytes(data)


def _zstd(body: bytes, maximum: int) -> bytes:
    # Python's own from 3.14 on, and what mitmproxy 12 brings before that; mitmproxy 11 brings
    # another package.
    for name in ("compression.zstd", "backports.zstd"):
        try:
            zstd = import_module(name)
        except ImportError:
            continue
        return _frames(zstd, body, maximum)
    return _zstandard(body, maximum)


def _frames(zstd: Any, body: bytes, maximum: int) -> bytes:
    data = bytearray()
    while body:
        decompressor = zstd.ZstdDecompressor()
        try:
            data += decompressor.decompress(body, maximum + 1 - len(data))
        except zstd.ZstdError as error:
            raise ValueError(str(error)) from error
        _check(data, maximum)
        if not decompressor.eof:
            raise ValueError("cut off")
        body = decompressor.unused_data
    return bytes(data)


def _zstandard(body: bytes, maximum: int) -> bytes:
    zstandard = import_module("zstandard")
    data = bytearray()
    while body:
        decompressor = zstandard.ZstdDecompressor().decompressobj()
        read = 0
        try:
            # In slices, as with brotli: this one knows no bound.
            while read < len(body) and not decompressor.eof:
                data += decompressor.decompress(body[read : read + 64])
                read += 64
                _check(data, maximum)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from error
        if not decompressor.eof:
            raise ValueError("cut off")
        body = decompressor.unused_data + body[read:]
    return bytes(data)


def _identity(body: bytes, maximum: int) -> bytes:  # noqa: ARG001 - a decoder's signature
    return body


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "identity": _identity,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
