"""Reads the head of a plain HTTP/1.1 request; every other head is left to mitmproxy.

httptools is stricter than mitmproxy, so whatever it accepts mitmproxy would accept as well. What it
refuses may still be valid to mitmproxy, or gets its error from there.
"""

import re
from dataclasses import dataclass

import httptools

_BLANK_LINE = b"\r\n\r\n"
_BARE_NEWLINE = re.compile(rb"(?<!\r)\n")
# A request with one of these is more than one plain message.
_UNUSUAL = frozenset(
    b"transfer-encoding expect upgrade http2-settings te trailer proxy-connection".split()
)
_CONNECTION = frozenset((b"keep-alive", b"close"))

Fields = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a plain request; `body_size` is in bytes.

    `closes` is whether the client wants the connection to be closed after the reply.
    """

    method: bytes
    target: bytes
    fields: Fields
    body_size: int
    closes: bool


def find_end(data: bytes | bytearray, start: int = 0) -> int | None:
    """Return the offset behind the first blank line; None if there is none yet.

    Without one before `start`, the search begins there.
    """
    found = data.find(_BLANK_LINE, max(0, start - len(_BLANK_LINE) + 1))
    return None if found < 0 else found + len(_BLANK_LINE)


def may_become_plain(data: bytes | bytearray) -> bool:
    """Return whether an incomplete head may still turn out to be a plain request's."""
    return data[:1].isupper() and _BARE_NEWLINE.search(data) is None


def parse(data: bytes) -> Head | None:
    """Parse a complete head, blank line included; return None if it is not a plain request's."""
    reader = _Reader()
    parser = httptools.HttpRequestParser(reader)
    try:
        parser.feed_data(data)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return None
    if not (reader.complete and reader.plain and reader.target.startswith(b"/")):
        return None
    if not data.endswith(b" HTTP/1.1", 0, data.index(b"\r\n")):
        return None
    fields, size = tuple(reader.fields), reader.body_size
    return Head(parser.get_method(), reader.target, fields, size, reader.closes)


class _Reader:
    """What httptools calls back."""

    __slots__ = ("body_size", "closes", "complete", "fields", "plain", "target")

    def __init__(self) -> None:
        self.target = b""
        self.fields: list[tuple[bytes, bytes]] = []
        self.body_size = 0
        self.closes = False
        self.complete = False
        self.plain = True

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        value = value.rstrip()
        self.fields.append((name, value))
        lower = name.lower()
        if lower == b"content-length":
            self.body_size = int(value)
            self.plain &= value == b"%d" % self.body_size
        elif lower == b"connection":
            self.closes |= value.lower() == b"close"
            self.plain &= value.lower() in _CONNECTION
        elif lower in _UNUSUAL:
            self.plain = False

    def on_headers_complete(self) -> None:
        self.complete = True
