"""Decode Content-Encoding, with a bound on the size of the decoded body.

gzip and deflate use Python's zlib; br and zstd use the packages that mitmproxy installs.

Not urllib3's decoders, for these reasons (checked against urllib3 2.8):

- Neither mitmproxy nor vcrpy (8.2.1 to 9.4) installs urllib3.
- They bound their output only since 2.6, and for br only with Brotli 1.2, which mitmproxy 11
  excludes. mitmproxy's own `net.encoding` has no bound at all.
- They take a truncated gzip or deflate stream for a complete one and an unknown coding for
  deflate. Here both are errors, so that the body is kept as it was sent.
"""

import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any

from ringback.http.messages import Headers

# A few hundred bytes can decode to gigabytes.
MAXIMUM = 64 * 1024 * 1024

_GZIP = b"\x1f\x8b"
# Input per call of zlib. It copies what it does not consume, and a body can have a million members.
_FIRST_STEP = 512
_LARGEST_STEP = 64 * 1024


class TooLargeError(ValueError):
    """A body decodes to more bytes than allowed; `beginning` holds as many as are allowed."""

    def __init__(self, beginning: bytes) -> None:
        super().__init__(f"more than {len(beginning)} bytes")
        self.beginning = beginning


def decode_or_keep(headers: Headers, body: bytes, maximum: int = MAXIMUM) -> tuple[Headers, bytes]:
    """Return the decoded body and the headers without Content-Encoding.

    Returns both unchanged if the coding is unknown, the body is not valid in it, or the decoded
    body would exceed `maximum` bytes.
    """
    try:
        body = decode(headers, body, maximum)
    except ValueError:
        return headers, body
    return headers.without("content-encoding"), body


def decode(headers: Headers, body: bytes, maximum: int = MAXIMUM) -> bytes:
    """Undo every coding that the headers name, the last one first.

    Raises ValueError if a coding is unknown or the body is not valid in it, and TooLargeError if
    the body exceeds `maximum` bytes at any step.
    """
    named = ",".join(headers.all("content-encoding")).split(",")
    codings = [name.strip().lower() for name in named if name.strip()]
    for name in reversed(codings):
        try:
            body = _DECODERS[name](body, maximum) if body else body
        except (KeyError, ImportError) as error:
            raise ValueError(f"the coding {name!r} is unknown") from error
    return body


def _inflate_all(body: bytes, maximum: int, window: int) -> bytes:
    data = bytearray()
    _inflate(body, 0, data, maximum, window)
    return bytes(data)


def _inflate(body: bytes, start: int, data: bytearray, maximum: int, window: int) -> int:
    """Append the decoded stream that begins at `start` to `data`; return where it ends."""
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
    """Decode every member (RFC 1952 2.2); trailing bytes are ignored, as in urllib3."""
    data = bytearray()
    start = 0
    while not start or body.startswith(_GZIP, start):
        start = _inflate(body, start, data, maximum, zlib.MAX_WBITS | 16)
    return bytes(data)


def _deflate(body: bytes, maximum: int) -> bytes:
    # RFC 9110 8.4.1.2: "some non-conformant implementations" omit the zlib wrapper.
    try:
        return _inflate_all(body, maximum, zlib.MAX_WBITS)
    except TooLargeError:
        raise
    except ValueError:
        return _inflate_all(body, maximum, -zlib.MAX_WBITS)


def _brotli(body: bytes, maximum: int) -> bytes:
    brotli = import_module("brotli")
    decompressor = brotli.Decompressor()
    try:
        # In slices, to stop a bomb early: 64 bytes can decode to 40 MB.
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
    # The standard library has zstd from Python 3.14 on. Before that, mitmproxy 12 installs
    # backports.zstd, and mitmproxy 11 installs zstandard.
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
            # In slices, as for brotli: `decompress` has no size limit.
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
