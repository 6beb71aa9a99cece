"""Compare paths of URLs whatever is percent-encoded in them: `+` and `%2B` are one character."""

import re
from urllib.parse import quote, unquote

# RFC 3986: what a segment may have without being encoded.
_SAFE = "!$&'()*+,;=:@"
_PLAIN = re.compile(rf"[\w.~/{re.escape(_SAFE)}-]*", re.ASCII)


def normalize_path(path: str) -> str:
    """Return a path in which only what has to be is percent-encoded; an encoded slash stays."""
    if _PLAIN.fullmatch(path):
        return path
    return "/".join(map(_normalize_segment, path.split("/")))


def _normalize_segment(segment: str) -> str:
    return quote(unquote(segment, errors="surrogateescape"), _SAFE, errors="surrogateescape")
