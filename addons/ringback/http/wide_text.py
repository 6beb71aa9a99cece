"""Decode bodies in UTF-16 and UTF-32, and encode them again."""

import codecs
import json
from dataclasses import dataclass

_PIECE = 16_384  # bytes
# UTF-32's begins with UTF-16's.
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


@dataclass(frozen=True, slots=True)
class WideText:
    """The text of a body, with its encoding; `mark` is its byte order mark, or empty."""

    text: str
    encoding: str
    mark: bytes = b""

    def encode(self, text: str) -> bytes:
        """Return a text as such a body."""
        return self.mark + text.encode(self.encoding, "surrogatepass")


def narrow(body: bytes) -> bytes:
    """Return a body in UTF-16 or UTF-32 in UTF-8, and any other body as it is."""
    wide = decode_wide(body) if b"\0" in body else None
    return body if wide is None else wide.text.encode("utf-8", "surrogatepass")


def decode_wide(body: bytes) -> WideText | None:
    """Return the text of a body in UTF-16 or UTF-32; None for any other."""
    marked = (one for one in _BYTE_ORDER_MARKS.items() if body.startswith(one[0]))
    mark, encoding = next(marked, (b"", json.detect_encoding(body)))
    if encoding.startswith("utf-8"):
        return None
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    pieces: list[str] = []
    try:
        # Piece by piece: bytes that are not text are soon refused, and other threads run meanwhile.
        for start in range(len(mark), len(body), _PIECE):
            pieces.append(decoder.decode(body[start : start + _PIECE], start + _PIECE >= len(body)))
            if "\0" in pieces[-1]:
                return None
    except UnicodeDecodeError:
        return None
    return WideText("".join(pieces), encoding, mark)
