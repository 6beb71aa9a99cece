"""Kinds of bodies, and values to compare bodies by.

A form is a list of pairs, a JSON document a value, a multipart body a list of parts. Any other body
is its bytes.
"""

import re
from collections.abc import Collection, Hashable

from ringback.http.forms import FORM_TYPE, parse_pairs
from ringback.http.json_values import load_container, load_json, make_hashable
from ringback.http.multipart import Part, is_multipart, parse_multipart

Pairs = tuple[tuple[str, str], ...]

_JSON = re.compile(r"application/json|\+json\b")


def sort_pairs(encoded: str) -> Pairs:
    """Decode a query or form and sort it by name; equal names keep their order.

    Blank values are kept.
    """
    decoded = parse_pairs(encoded, errors="surrogateescape")
    return tuple(sorted(decoded, key=lambda pair: pair[0]))


def declared_kind(content_type: str | None) -> str | None:
    """Return the kind that a Content-Type declares: `form`, `json`, `multipart` or `bytes`.

    None if there is none, or if it is not a media type, such as a placeholder for a removed value.
    """
    kind = (content_type or "").lower()
    if FORM_TYPE in kind:
        return "form"
    if is_multipart(kind):
        return "multipart"
    if _JSON.search(kind):
        return "json"
    return "bytes" if "/" in kind else None


def parse_body(
    body: bytes, content_type: str | None, ignored: Collection[str] = ()
) -> tuple[str, Hashable]:
    """Return a body's kind and a hashable value to compare it by.

    The kind is `none` for an empty body, or `form`, `json`, `multipart` or `bytes`. As in vcrpy,
    the content type decides between them. A body that is not valid JSON, or has no parts, is bytes.
    """
    return parse_as(declared_kind(content_type), body, content_type, ignored)


def parse_as(
    kind: str | None, body: bytes, content_type: str | None, ignored: Collection[str] = ()
) -> tuple[str, Hashable]:
    """Return the same as `parse_body`, for a body that is read as being of a `kind`.

    Of the content type only the boundary between parts is used.
    """
    if not body:
        return "none", None
    try:
        if kind == "form":
            return "form", tuple(
                (name, _comparable(value, ignored))
                for name, value in parse_form_body(body)
                if name not in ignored
            )
        if kind == "json":
            return "json", make_hashable(load_json(body), ignored)
        if kind == "multipart":
            return "multipart", _comparable_parts(parse_multipart(body, content_type), ignored)
    except (ValueError, RecursionError):
        pass
    return "bytes", body


def _comparable(value: str, ignored: Collection[str]) -> Hashable:
    """Return the value of a form field to compare by: JSON objects and lists as values."""
    document = load_container(value)
    return value if document is None else make_hashable(document, ignored)


def _comparable_parts(parts: tuple[Part, ...], ignored: Collection[str]) -> Hashable:
    return tuple(
        (part.name, part.filename, part.headers.get("content-type"), _content(part, ignored))
        for part in sort_parts(parts, ignored)
    )


def _content(part: Part, ignored: Collection[str]) -> Hashable:
    text = decode_text(part.content)
    return part.content if text is None else _comparable(text, ignored)


def sort_parts(parts: tuple[Part, ...], ignored: Collection[str]) -> list[Part]:
    """Return parts sorted by name, those named in `ignored` left out; equal names keep order."""
    kept = (part for part in parts if part.name not in ignored)
    return sorted(kept, key=lambda part: part.name or "")


def parse_form_body(body: bytes) -> Pairs:
    """Decode a form and sort it by name; what is not UTF-8 becomes surrogate escapes."""
    return sort_pairs(body.decode("utf-8", "surrogateescape"))


def decode_text(body: bytes) -> str | None:
    """Return a body as text; None if it is not UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None
