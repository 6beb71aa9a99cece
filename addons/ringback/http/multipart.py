"""Multipart bodies: their parts, each with its place in the body.

A part ends at the boundary that the Content-Type names (RFC 2046 5.1.1), or else at the one of the
body's first line. Lines may end with a line feed alone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ringback.http.messages import Headers, replace_surrogates

_LINE_FEED = ord("\n")
_FIRST_LINE = re.compile(rb"\s*+--([^\r\n]+)")
_FIRST_DELIMITER = re.compile(rb"--([^\r\n]+)")
_LATER_DELIMITER = re.compile(rb"\n--([^\r\n]+)")
_LONGEST_BOUNDARY = 200  # RFC 2046 allows 70
_BLANK_LINE = re.compile(rb"\r?\n")
_END_OF_HEADERS = re.compile(rb"\n\r?\n")
_END_OF_LINE = re.compile(rb"(?P<last>--)?[ \t]*+(?=\r?\n|\Z)")
_DISPOSITION = re.compile(rb"content-disposition[ \t]*+:")
# The standard library takes quadratic time for parameters.
_LONGEST_PARAMETERS = 8192
# However wrong the header is otherwise.
_NAME = re.compile(
    r"(?<![\w*])name\s*+(?:\*\d*+\*?)?\s*+=\s*+\"?(?:[\w-]*+'[\w-]*+')?([^\";\r\n]+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Delimiter:
    """A line that consists of the boundary, with the line break before it."""

    start: int
    end: int
    is_last: bool


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

    @property
    def possible_names(self) -> tuple[str, ...]:
        """The name in every reading of a header that may be malformed."""
        found = [self.name or ""]
        for disposition in self.headers.all("Content-Disposition"):
            found += _NAME.findall(disposition)
        found += [name.replace("\\", "") for name in found]
        return tuple(dict.fromkeys(name.strip() for name in found if name.strip()))


def is_multipart(content_type: str | None) -> bool:
    """Return whether a Content-Type declares a body of parts."""
    return (content_type or "").strip().lower().startswith("multipart/")


def parse_multipart(body: bytes, content_type: str | None = None) -> tuple[Part, ...]:
    """Return the parts of a body, whatever stands before the first and after the last left out.

    Raises ValueError where the body has no parts.
    """
    delimiters = _find_delimiters(body, content_type, _FIRST_LINE.match)
    if not delimiters:
        raise ValueError("no part begins in the body")
    closing = next((at for at, one in enumerate(delimiters) if one.is_last), len(delimiters))
    end = delimiters[closing].start if closing < len(delimiters) else len(body)
    return tuple(_parse_parts(body, delimiters[:closing], end))


def find_all_parts(body: bytes, content_type: str | None = None) -> tuple[Part, ...]:
    """Return all that may be a part of a body, also behind the closing delimiter.

    For what must not miss a part: a body that is not declared has parts if a Content-Disposition is
    in it, and any line may be the first delimiter. Returns none for any other body.
    """
    declared = is_multipart(content_type)
    lower = body.lower()
    if not declared and not _DISPOSITION.search(lower):
        return ()
    delimiters = _find_delimiters(body, content_type if declared else None, _find_any_delimiter)
    if not delimiters and _DISPOSITION.match(lower):
        return (_parse_part(body, 0, len(body)),)
    return tuple(_parse_parts(body, delimiters, len(body)))


def _find_delimiters(
    body: bytes, content_type: str | None, find_first: Callable[[bytes], re.Match[bytes] | None]
) -> list[_Delimiter]:
    """Return the lines that consist of the boundary.

    `find_first` finds the first delimiter where the declared boundary is not in the body.
    """
    for boundary in (_declared_boundary(content_type), _read_boundary(find_first(body))):
        delimiters = list(_iterate_delimiters(body, b"--" + boundary)) if boundary else []
        if delimiters:
            return delimiters
    return []


def _iterate_delimiters(body: bytes, dashed: bytes) -> Iterator[_Delimiter]:
    # Not by one regular expression: no call here takes long, however long the body is.
    at = 0
    while (found := body.find(dashed, at)) >= 0:
        at = found + 1
        rest = _END_OF_LINE.match(body, found + len(dashed))
        if rest and (found == 0 or body[found - 1] == _LINE_FEED):
            start = (
                found - 2
                if body.startswith(b"\r\n", max(0, found - 2), found)
                else max(0, found - 1)
            )
            yield _Delimiter(start, rest.end(), is_last=rest["last"] is not None)


def _declared_boundary(content_type: str | None) -> bytes | None:
    boundary = _parse_parameters(content_type).get("boundary")
    return boundary.encode("utf-8", "surrogateescape") if boundary else None


def _find_any_delimiter(body: bytes) -> re.Match[bytes] | None:
    return _FIRST_DELIMITER.match(body) or _LATER_DELIMITER.search(body)


def _read_boundary(found: re.Match[bytes] | None) -> bytes | None:
    boundary = found[1].rstrip(b" \t") if found else b""
    return boundary if len(boundary) <= _LONGEST_BOUNDARY else None


def _parse_parts(body: bytes, delimiters: list[_Delimiter], end: int) -> Iterator[Part]:
    ends = [*(one.start for one in delimiters[1:]), end]
    for delimiter, part_end in zip(delimiters, ends, strict=bool(delimiters)):
        start = body.find(b"\n", delimiter.end) + 1
        if start:
            yield _parse_part(body, start, max(start, part_end))


def _parse_part(body: bytes, start: int, end: int) -> Part:
    head_end, begin = _find_end_of_headers(body, start, end)
    headers = _parse_headers(body[start:head_end])
    parameters = _parse_parameters(headers.get("Content-Disposition"))
    return Part(
        parameters.get("name"),
        parameters.get("filename"),
        headers,
        body[begin:end],
        begin,
        end,
    )


def _find_end_of_headers(body: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where the headers end, and where the content begins."""
    if blank := _BLANK_LINE.match(body, start, end):
        return start, blank.end()
    blank = _END_OF_HEADERS.search(body, start, end)
    return (blank.start(), blank.end()) if blank else (end, end)


def _parse_headers(head: bytes) -> Headers:
    folded: list[list[str]] = []
    for line in head.decode("utf-8", "surrogateescape").split("\n"):
        text = line.removesuffix("\r")
        if folded and line.startswith((" ", "\t")):
            folded[-1].append(text.lstrip(" \t"))
        else:
            folded.append([text])
    lines = (" ".join(pieces).partition(":") for pieces in folded)
    return Headers((name.strip(), value.strip()) for name, colon, value in lines if colon)


def _parse_parameters(value: str | None) -> dict[str, str]:
    """Return the parameters of a header's value by name, quotes and RFC 2231 undone.

    A value that cannot be parsed is itself the name, so that different ones stay different.
    """
    if not value:
        return {}
    if len(value) > _LONGEST_PARAMETERS:
        return {"name": value}
    from email.message import Message  # slow to load, and most bodies have no parts
    from email.utils import collapse_rfc2231_value

    message = Message()
    try:
        line = replace_surrogates(value).replace("\r", "").replace("\n", " ")
        message["Content-Disposition"] = line
        found = message.get_params([], "Content-Disposition")
        return {name.lower(): collapse_rfc2231_value(text) for name, text in found[1:]}
    except ValueError:  # a charset or a number that Python refuses
        return {"name": value}
