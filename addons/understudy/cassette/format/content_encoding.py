"""Takes a content coding off a body: cassettes of other tools keep bodies as they were sent.

gzip and deflate are Python's own; br and zstd need the packages that mitmproxy brings.
"""

import zlib
from collections.abc import Callable
from importlib import import_module

from understudy.exchange import Response

# A body that claims to be small and is not stays as it is.
MAXIMUM = 64 * 1024 * 1024


def decoded(response: Response) -> Response:
    """Give a response with a readable body and no Content-Encoding.

    Where the coding is unknown, or the body is not what its header says, the response is given
    unchanged: then these bytes with this header are what the client got.
    """
    codings = [
        name.strip().lower()
        for value in response.headers.all("content-encoding")
        for name in value.split(",")
        if name.strip()
    ]
    body = response.body
    try:
        for name in reversed(codings):
            body = _DECODERS[name](body) if body else body
    except (KeyError, ValueError, ImportError):
        return response
    headers = response.headers.without("content-encoding")
    return Response(response.status, headers, body, response.reason)


def _inflated(body: bytes, window: int) -> bytes:
    decompressor = zlib.decompressobj(window)
    try:
        data = decompressor.decompress(body, MAXIMUM)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not decompressor.eof:
        raise ValueError("cut off, or too large")
    return data


def _gzip(body: bytes) -> bytes:
    return _inflated(body, zlib.MAX_WBITS | 16)


def _deflate(body: bytes) -> bytes:
    # RFC 9110 8.4.1.2: "some non-conformant implementations" send it without the zlib wrapper.
    try:
        return _inflated(body, zlib.MAX_WBITS)
    except ValueError:
        return _inflated(body, -zlib.MAX_WBITS)


def _brotli(body: bytes) -> bytes:
    brotli = import_module("brotli")
    decompressor = brotli.Decompressor()
    try:
        # In slices, so that a bomb is noticed before it has unfolded: 64 bytes can be 40 MB.
        data = bytearray()
        for start in range(0, len(body), 64):
            data += decompressor.process(body[start : start + 64])
            if len(data) > MAXIMUM:
                raise ValueError("too large")
    except brotli.error as error:
        raise ValueError(str(error)) from error
    if not decompressor.is_finished():
        raise ValueError("cut off")
    return bytes(data)


def _zstandard(body: bytes) -> bytes:
    zstandard = import_module("zstandard")
    try:
        with zstandard.ZstdDecompressor().stream_reader(body) as reader:
            data: bytes = reader.read(MAXIMUM)
            if reader.read(1):
                raise ValueError("too large")
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    return data


def _identity(body: bytes) -> bytes:
    return body


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "identity": _identity,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstandard,
}
