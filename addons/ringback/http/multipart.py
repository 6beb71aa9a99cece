"""Multipart bodies: their parts, each with its place in the body.

A part ends at the boundary that the Content-Type names (RFC 2046 5.1.1), or else at the one of the
body's first line. Lines may end with a line feed alone.
"""

import re
from dataclasses import dataclass
from email.message import Message
from email.utils import collapse_rfc2231_value

from ringback.http.messages import Headers, replace_surrogates

_FIRST_LINE = re.compile(rb"\A\s*--([^\r\n]{1,200}?)[ \t]*(?:\r?\n|\Z)")
_END_OF_HEADERS = re.compile(rb"(?:\A|\r?\n)\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body; `body[start:end]` is its content.

    `name` and `filename` are decoded from any spelling of RFC 7578 and RFC 2231; None where the
    part has none.
    """

    name: str | None
    filename: str | None
    headers: Headers
    content: bytes
    start: int
    end: int


def is_multipart(content_type: str | None) -> bool:
    """Return whether a Content-Type declares a body of parts."""
    return (content_type or "").strip().lower().startswith("multipart/")


def parse_multipart(body: bytes, content_type: str | None = None) -> tuple[Part, ...]:
    """Return the parts of a body, whatever stands before the first and after the last left out.

    Raises ValueError where the body has no parts.
    """
    for boundary in (_declared_boundary(content_type), _first_line_boundary(body)):
        delimiters = _find_delimiters(body, boundary) if boundary else []
        if delimiters:
            return tuple(_parse_parts(body, delimiters))
    raise ValueError("no part begins in the body")


def _declared_boundary(content_type: str | None) -> bytes | None:
    boundary = _parameters(content_type or "").get("boundary")
    return boundary.encode("utf-8", "surrogateescape") if boundary else None


def _first_line_boundary(body: bytes) -> bytes | None:
    found = _FIRST_LINE.match(body)
    return found[1] if found else None


def _find_delimiters(body: bytes, boundary: bytes) -> list[re.Match[bytes]]:
    """Return the lines that consist of the boundary, each with the line break before it."""
    line = rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(?P<last>--)?[ \t]*(?=\r?\n|\Z)"
    return list(re.finditer(line, body))


def _parse_parts(body: bytes, delimiters: list[re.Match[bytes]]) -> list[Part]:
    ends = [one.start() for one in delimiters[1:]] + [len(body)]
    parts: list[Part] = []
    for delimiter, end in zip(delimiters, ends, strict=True):
        if delimiter["last"]:
            break
        start = body.find(b"\n", delimiter.end()) + 1
        if start:
            parts.append(_parse_part(body, start, max(start, end)))
    return parts


def _parse_part(body: bytes, start: int, end: int) -> Part:
    blank = _END_OF_HEADERS.search(body[start:end])
    head = body[start : start + blank.start()] if blank else body[start:end]
    headers = _parse_headers(head)
    begin = start + blank.end() if blank else end
    parameters = _parameters(headers.get("Content-Disposition") or "")
    return Part(
        parameters.get("name"),
        parameters.get("filename"),
        headers,
        body[begin:end],
        begin,
        end,
    )


def _parse_headers(head: bytes) -> Headers:
    text = _FOLD.sub(" ", head.decode("utf-8", "surrogateescape"))
    lines = (line.partition(":") for line in text.split("\n"))
    return Headers((name.strip(), value.strip()) for name, colon, value in lines if colon)


def _parameters(value: str) -> dict[str, str]:
    """Return the parameters of a header's value by name, quotes and RFC 2231 undone."""
    message = Message()
    message["Content-Disposition"] = replace_surrogates(value).replace("\r", "").replace("\n", " ")
    found = message.get_params([], "Content-Disposition")
    return {name.lower(): collapse_rfc2231_value(text) for name, text in found[1:]}
