"""Reads the body of a request, which has a length or comes in chunks."""

import re

# A size with its line break; extensions mean nothing here.
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r\n")
# In bytes; a longer line of a size is none.
_LONGEST_LINE = 4_096
_LINE_BREAK = b"\r\n"


class MalformedError(Exception):
    """The bytes are not a chunked body."""


class TrailersError(Exception):
    """Trailers follow the last chunk, which are not supported."""


class SizedBody:
    """A body with a length, which begins at an offset of the data that is passed to `read`."""

    __slots__ = ("_begin", "_end")

    def __init__(self, begin: int, size: int) -> None:
        self._begin = begin
        self._end = begin + size

    def read(self, data: bytearray) -> bool:
        """Return whether the body is complete."""
        return len(data) >= self._end

    def take(self, data: bytearray) -> bytes:
        """Return what has arrived of the body, and remove the request from the data."""
        content = bytes(data[self._begin : self._end])
        del data[: self._end]
        return content


class ChunkedBody:
    """A body in chunks, which begins at an offset of the data that is passed to `read`."""

    def __init__(self, begin: int) -> None:
        self._content = bytearray()
        self._at = begin
        self._at_last = False

    def read(self, data: bytearray) -> bool:
        """Read as many chunks as have arrived; return whether the body is complete.

        Raises MalformedError or TrailersError.
        """
        while not self._at_last and self._read_chunk(data):
            continue
        return self._at_last and self._read_end(data)

    def _read_chunk(self, data: bytearray) -> bool:
        """Read the next chunk; return False if it has not arrived."""
        size = _SIZE.match(data, self._at)
        if size is None:
            if data.find(b"\n", self._at) >= 0 or len(data) - self._at > _LONGEST_LINE:
                raise MalformedError
            return False
        begin = size.end()
        end = begin + int(size[1], 16)
        if end == begin:
            self._at, self._at_last = begin, True
            return True
        if len(data) < end + len(_LINE_BREAK):
            return False
        if data[end : end + len(_LINE_BREAK)] != _LINE_BREAK:
            raise MalformedError
        self._content += data[begin:end]
        self._at = end + len(_LINE_BREAK)
        return True

    def _read_end(self, data: bytearray) -> bool:
        """Read the blank line behind the last chunk; return False if it has not arrived."""
        rest = data[self._at : self._at + len(_LINE_BREAK)]
        if not _LINE_BREAK.startswith(rest):
            raise TrailersError
        if len(rest) < len(_LINE_BREAK):
            return False
        self._at += len(_LINE_BREAK)
        return True

    def take(self, data: bytearray) -> bytes:
        """Return what has arrived of the body, and remove the request from the data."""
        del data[: self._at]
        return bytes(self._content)
