"""Reads the head of an ordinary HTTP/1 request; every other head is left to mitmproxy.

httptools is stricter than mitmproxy, so whatever it accepts mitmproxy would accept as well. What it
refuses may still be valid to mitmproxy, or gets its error from there.
"""

import re
from contextlib import suppress
from dataclasses import dataclass

import httptools

_BLANK_LINE = b"\r\n\r\n"
_BARE_NEWLINE = re.compile(rb"(?<!\r)\n")
_FIRST_LINE = re.compile(rb"[A-Z-]+ /[^ ]* (HTTP/1\.[01])\r\n")

Fields = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a request.

    - `body_size`: in bytes, None for a chunked body.
    - `expects_continue`: whether the client waits to be asked for the body.
    - `closes`: whether the client wants the connection to be closed after the reply.
    """

    method: bytes
    target: bytes
    version: bytes
    fields: Fields
    body_size: int | None
    expects_continue: bool
    closes: bool


def find_end(data: bytes | bytearray, start: int = 0) -> int | None:
    """Return the offset behind the first blank line; None if there is none yet.

    Without one before `start`, the search begins there.
    """
    found = data.find(_BLANK_LINE, max(0, start - len(_BLANK_LINE) + 1))
    return None if found < 0 else found + len(_BLANK_LINE)


def may_become_ordinary(data: bytes | bytearray) -> bool:
    """Return whether an incomplete head may still turn out to be an ordinary one."""
    return data[:1].isupper() and _BARE_NEWLINE.search(data) is None


def parse(data: bytes) -> Head | None:
    """Parse a complete head, blank line included; return None if it is not an ordinary one."""
    line = _FIRST_LINE.match(data)
    if line is None:
        return None
    reader = _Reader()
    parser = httptools.HttpRequestParser(reader)
    try:
        with suppress(httptools.HttpParserUpgrade):  # no other protocol is supported here
            parser.feed_data(data)
    except httptools.HttpParserError:
        return None
    chunked = reader.coding is not None
    if not reader.complete or not reader.ordinary or (chunked and line[1] == b"HTTP/1.0"):
        return None
    closes = reader.closes if reader.closes is not None else line[1] == b"HTTP/1.0"
    return Head(
        parser.get_method(),
        reader.target,
        line[1],
        tuple(reader.fields),
        None if chunked else reader.body_size,
        reader.expects_continue,
        closes,
    )


class _Reader:
    """What httptools calls back; `closes` is None if no header says so."""

    __slots__ = (
        "body_size", "closes", "coding", "complete", "expects_continue", "fields", "ordinary",
        "target",
    )  # fmt: skip

    def __init__(self) -> None:
        self.target = b""
        self.fields: list[tuple[bytes, bytes]] = []
        self.body_size = 0
        self.coding: bytes | None = None
        self.expects_continue = False
        self.closes: bool | None = None
        self.complete = False
        self.ordinary = True

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        value = value.rstrip()
        self.fields.append((name, value))
        read = _READERS.get(name.lower())
        if read is not None:
            read(self, value)

    def on_headers_complete(self) -> None:
        self.complete = True

    def read_length(self, value: bytes) -> None:
        self.body_size = int(value)
        self.ordinary &= value == b"%d" % self.body_size

    def read_coding(self, value: bytes) -> None:
        self.ordinary &= self.coding is None and value.lower() == b"chunked"
        self.coding = value

    def read_connection(self, value: bytes) -> None:
        tokens = [token.strip() for token in value.lower().split(b",")]
        if b"close" in tokens:
            self.closes = True
        elif b"keep-alive" in tokens and self.closes is None:
            self.closes = False

    def read_expectation(self, value: bytes) -> None:
        self.expects_continue = value.lower() == b"100-continue"


_READERS = {
    b"content-length": _Reader.read_length,
    b"transfer-encoding": _Reader.read_coding,
    b"connection": _Reader.read_connection,
    b"expect": _Reader.read_expectation,
}
