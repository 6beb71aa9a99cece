"""Finds and replaces secrets within encoded or compressed text: base64, base32, gzip and deflate.

It decodes everything that may be encoded, which is slow. So it is used only for what is written,
and for requests that have no recording.
"""

import re
import zlib
from base64 import b32decode
from binascii import a2b_base64
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice
from string import ascii_letters, digits

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.known.known_secrets import KnownSecrets
from ringback.cassette.redaction.placeholders import REDACTED
from ringback.http.messages import Headers, Request, Response
from ringback.sliced_search import SLICE, SlicedPattern

# The characters of base64 are also those of base32.
_START = "[A-Za-z0-9+/_-]{20}"
_SHORTEST = 20
_ENCODING = frozenset(f"{ascii_letters}{digits}+/_-".encode())
_WITHOUT_OTHERS = bytes(code if code in _ENCODING else ord(" ") for code in range(256))
_RUN = SlicedPattern(r"[A-Za-z0-9+/_-]{20,}", _START)
_RUN_WITH_PADDING = SlicedPattern(r"[A-Za-z0-9+/_-]{20,}={0,6}", _START)
_SHORT_RUN = SlicedPattern(r"[A-Za-z0-9+/_-]{12,}", "[A-Za-z0-9+/_-]{12}")
_BASE32 = re.compile(r"[A-Z2-7]{24,}")
_STANDARD = str.maketrans("-_", "+/")
_LAYERS = 3
_MOST_INFLATED = 1_000_000  # bytes of what is decompressed; more is not read
# What gzip and zlib begin with, in the first streams only.
_MAGIC = r"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]"
_COMPRESSED = re.compile(_MAGIC.encode("latin-1"))
_MOST_STREAMS = 8
# What decodes to neither has no secret: nearly every SID and URL decodes to noise. Between the
# characters there may be the zeros of UTF-16 and UTF-32.
_EIGHT = r"(?:[\t\r\n\x20-\x7e]\x00{0,3}){8}|" + _MAGIC
_READABLE = SlicedPattern(_EIGHT, start=_EIGHT)
# Tells most noise without the pattern: every readable byte becomes an "r".
_LETTERS = bytes(
    ord("r" if chr(byte) in "\t\r\n" or 32 <= byte < 127 else "-") for byte in range(256)
)
_EIGHT_LETTERS = b"r" * 8
# Between several decoded runs: unreadable, and in no beginning of what is compressed.
_UNREADABLE = b"\xff"
# In characters: shorter runs are decoded once, as each message repeats the headers and URLs of
# others, and is searched more than once.
_LONGEST_KEPT = 256


def decode_all(texts: Iterable[str], secrets: KnownSecrets, layers: int = _LAYERS) -> Iterator[str]:
    """Yield the texts that are encoded within some texts, recursively.

    Those that cannot have any of the secrets may be left out.
    """
    # The readings of a text share nearly all of their runs.
    runs = dict.fromkeys(chain.from_iterable(map(_find_runs, texts)))
    decode = _decode_readable_run if secrets.are_ascii else _decode_run
    for data in chain.from_iterable(map(decode, runs)):
        for text in read_bytes(data):
            yield text
            if layers:
                yield from decode_all((text,), secrets, layers - 1)


def _find_runs(text: str) -> Iterable[str]:
    """Return what may be encoded in a text."""
    if len(text) > SLICE:
        return (run[0] for run in _RUN.finditer(text))
    # Quicker than the pattern, but other threads wait meanwhile.
    words = text.encode("ascii", "replace").translate(_WITHOUT_OTHERS).split()
    return [word.decode() for word in words if len(word) >= _SHORTEST]


def _decode_readable_run(run: str) -> Iterable[bytes]:
    """Return what a run decodes to, as far as it is readable."""
    if len(run) > _LONGEST_KEPT:
        return filter(_is_readable, _decode_run(run))
    return _decode_short_run(run)


@lru_cache(maxsize=1024)
def _decode_short_run(run: str) -> tuple[bytes, ...]:
    decoded = tuple(_decode_run(run))
    # One look at all of it is enough for nearly every run.
    if not _may_be_readable(_UNREADABLE.join(decoded)):
        return ()
    return tuple(filter(_is_readable, decoded))


def _may_be_readable(data: bytes) -> bool:
    return _EIGHT_LETTERS in data.translate(_LETTERS, b"\0") or bool(_COMPRESSED.search(data))


def _is_readable(data: bytes) -> bool:
    return _may_be_readable(data) and bool(_READABLE.search(data.decode("latin-1")))


def decode_readable(text: str, layers: int = _LAYERS) -> Iterator[str]:
    """Yield the texts in UTF-8 that are encoded within a text, recursively, even short ones."""
    for run in (match[0] for match in _SHORT_RUN.finditer(text)):
        for data in _decode_run(run):
            with suppress(UnicodeDecodeError):
                decoded = data.decode()
                if decoded.isprintable():
                    yield decoded
                    if layers:
                        yield from decode_readable(decoded, layers - 1)


def replace_encoded(text: str, secrets: KnownSecrets) -> str:
    """Return a text with every encoded run replaced that has a known secret in it."""

    def redact(match: re.Match[str]) -> str:
        return REDACTED if _has_encoded((match[0],), secrets) else match[0]

    return _RUN_WITH_PADDING.sub(redact, text)


def _has_encoded(texts: Iterable[str], secrets: KnownSecrets) -> bool:
    return any(has_known_secret(found, secrets) for found in decode_all(texts, secrets))


def replace_in_interaction(interaction: Interaction, secrets: KnownSecrets) -> Interaction:
    """Return an interaction without the known secrets in encoded or compressed text."""
    return replace(
        interaction,
        request=replace_in_request(interaction.request, secrets),
        response=replace_in_response(interaction.response, secrets),
    )


def replace_in_request(request: Request, secrets: KnownSecrets) -> Request:
    """Return a request without the known secrets in encoded or compressed text."""
    texts = (request.target, *(value for _, value in request.headers))
    body = _replace_in_body(request.body, secrets)
    # One look at all of it is enough for nearly every request.
    if body == request.body and not _has_encoded(texts, secrets):
        return request
    return replace(
        request,
        target=replace_encoded(request.target, secrets),
        headers=_replace_in_headers(request.headers, secrets),
        body=body,
    )


def replace_in_response(response: Response, secrets: KnownSecrets) -> Response:
    """Return a response without the known secrets in encoded or compressed text."""
    return replace(
        response,
        headers=_replace_in_headers(response.headers, secrets),
        body=_replace_in_body(response.body, secrets),
    )


def _replace_in_headers(headers: Headers, secrets: KnownSecrets) -> Headers:
    return Headers((name, replace_encoded(value, secrets)) for name, value in headers)


def _replace_in_body(body: bytes, secrets: KnownSecrets) -> bytes:
    if any(has_known_secret(text, secrets) for text in inflate(body)):
        return REDACTED.encode()
    return replace_encoded(body.decode("latin-1"), secrets).encode("latin-1")


def has_known_secret(text: str, secrets: KnownSecrets) -> bool:
    """Return whether a decoded text has a known secret; only of ASCII escapes are undone."""
    return secrets.occur_in(text) if text.isascii() else secrets.occur_plainly_in(text)


def read_bytes(data: bytes) -> Iterator[str]:
    """Yield what bytes may be as text: as they are, without NULs (UTF-16), and decompressed."""
    yield data.decode("latin-1")
    if b"\0" in data:
        yield data.replace(b"\0", b"").decode("latin-1")
    yield from inflate(data)


def inflate(data: bytes) -> Iterator[str]:
    """Yield the beginnings of what is compressed in some bytes, wherever it begins."""
    for match in islice(_COMPRESSED.finditer(data), _MOST_STREAMS):
        with suppress(zlib.error):
            decompressor = zlib.decompressobj(zlib.MAX_WBITS | 32)
            beginning = decompressor.decompress(memoryview(data)[match.start() :], _MOST_INFLATED)
            yield beginning.decode("latin-1")


def inflate_raw(data: bytes) -> Iterator[bytes]:
    """Yield what some bytes are, if they are deflated without a header that says so."""
    with suppress(zlib.error):
        yield zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, _MOST_INFLATED)


def _decode_run(run: str) -> Iterator[bytes]:
    """Yield what a run decodes to; it may begin with characters of other text."""
    standard = run.translate(_STANDARD)
    for offset in range(4):
        data = _decode_base64(standard[offset:])
        yield data
        if not offset:
            yield from inflate_raw(data)
    for match in _BASE32.finditer(run):
        for offset in range(8):
            yield _decode_base32(match[0][offset:])


def _decode_base64(text: str) -> bytes:
    """Decode a text cut to a length that encodings have; padding that is too long is ignored."""
    return a2b_base64((text[:-1] if len(text) % 4 == 1 else text) + "==")


def _decode_base32(text: str) -> bytes:
    while len(text) % 8 in (1, 3, 6):
        text = text[:-1]
    return b32decode(text + "=" * (-len(text) % 8))
