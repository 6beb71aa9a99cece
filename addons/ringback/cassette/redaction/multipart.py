"""Multipart bodies: where their parts are, and what the parts are called.

Only places are found, so that every byte that is not replaced stays as it was. The standard
library's `email` reads the parameters in all their spellings (RFC 2231, RFC 7578).
"""

import re
from collections.abc import Iterator
from email.message import Message
from typing import NamedTuple

from ringback.http.messages import replace_surrogates

_FIRST_DELIMITER = re.compile(r"^--([^\r\n]+?)[ \t]*\r?$", re.MULTILINE)
_END_OF_HEADERS = re.compile(r"\A\r?\n|\r?\n\r?\n")
_DISPOSITION = re.compile(r"content-disposition[ \t]*:", re.IGNORECASE)
_HEADER = re.compile(r"^([\w-]+)[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)", re.MULTILINE)
# However wrong the header is otherwise.
_NAME = re.compile(
    r"(?<![\w*])name\s*(?:\*\d*\*?)?\s*=\s*\"?(?:[\w-]*'[\w-]*')?([^\";\r\n]+)", re.IGNORECASE
)


class Part(NamedTuple):
    """A part: its names in every reading, its content type, and where its value is."""

    names: tuple[str, ...]
    content_type: str
    start: int
    end: int


def find_parts(text: str, content_type: str) -> list[Part] | None:
    """Return the parts of a multipart body; None for a body of another kind.

    The boundary is that of the content type or, where no such line is in the body, that of the
    first line which could be a delimiter. A body without any is a single part.
    """
    declared = content_type.lower().lstrip().startswith("multipart/")
    if not declared and not _DISPOSITION.search(text):
        return None
    delimiter = _find_delimiter(text, content_type if declared else "")
    if delimiter is None:
        return [_parse_part(text, 0, len(text))] if _DISPOSITION.match(text) else None
    return list(_split(text, delimiter))


def _find_delimiter(text: str, content_type: str) -> re.Pattern[str] | None:
    first = _FIRST_DELIMITER.search(text)
    for boundary in (_parameter(content_type, "boundary"), first[1] if first else ""):
        if boundary:
            line = rf"^--{re.escape(boundary)}(?:--)?[ \t]*(?:\r?\n|\r?\Z)"
            delimiter = re.compile(line, re.MULTILINE)
            if delimiter.search(text):
                return delimiter
    return None


def _split(text: str, delimiter: re.Pattern[str]) -> Iterator[Part]:
    delimiters = list(delimiter.finditer(text))
    ends = [match.start() for match in delimiters[1:]] + [len(text)]
    for match, end in zip(delimiters, ends, strict=True):
        yield _parse_part(text, match.end(), end)


def _parse_part(text: str, start: int, end: int) -> Part:
    part = text[start:end]
    blank = _END_OF_HEADERS.search(part)
    head = part[: blank.start() + 1] if blank else part
    headers = {name.lower(): value for name, value in _HEADER.findall(head)}
    value_at = start + (blank.end() if blank else len(part))
    line_break = 0 if end == len(text) else 2 if part.endswith("\r\n") else 1
    names = _find_names(headers.get("content-disposition", ""))
    return Part(names, headers.get("content-type", ""), value_at, max(value_at, end - line_break))


def _find_names(disposition: str) -> tuple[str, ...]:
    found = [_parameter(disposition, "name"), *_NAME.findall(disposition)]
    found += [name.replace("\\", "") for name in found]
    return tuple(dict.fromkeys(name.strip() for name in found if name.strip()))


def _parameter(value: str, name: str) -> str:
    message = Message()
    message["Content-Type"] = replace_surrogates(re.sub(r"\s*[\r\n]+\s*", " ", value).strip())
    found = message.get_param(name) if value.strip() else None
    return found[2] if isinstance(found, tuple) else found or ""
