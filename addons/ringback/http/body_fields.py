"""Fields of queries and bodies, for reporting the differences of requests.

A form has a field for each pair, a JSON document one for each value, labelled by its path, a
multipart body one for each part. Any other body is one field.
"""

from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256

from ringback.http.body_kinds import (
    Pairs,
    declared_kind,
    decode_text,
    parse_as,
    parse_form_body,
    sort_parts,
)
from ringback.http.json_values import Field, list_leaves, load_container, load_json, quote
from ringback.http.multipart import Part, parse_multipart


def list_fields(
    body: bytes, content_type: str | None, ignored: Collection[str] = ()
) -> dict[str, Field]:
    """Return a body's fields by label: the name of a form field or part, or the path in JSON."""
    return list_fields_as(declared_kind(content_type), body, content_type, ignored)


def list_fields_as(
    kind: str | None,
    body: bytes,
    content_type: str | None,
    ignored: Collection[str] = (),
    *,
    expanded: bool = False,
) -> dict[str, Field]:
    """Return the same as `list_fields`, for a body that is read as being of a `kind`.

    If `expanded`, what is equal to `parse_as` has equal fields, and only that: JSON within form
    fields and parts is listed by its own paths, and bytes that are not text have a digest.
    """
    found, _ = parse_as(kind, body, content_type, ignored)
    if found == "form":
        return label_pairs(parse_form_body(body), ignored, expanded=expanded)
    if found == "json":
        return dict(list_leaves(load_json(body), "", "", ignored))
    if found == "multipart":
        parts = sort_parts(parse_multipart(body, content_type), ignored)
        return dict(_label_parts(parts, ignored, expanded))
    return {} if found == "none" else {"body": Field(None, describe_body(body, expanded))}


def label_pairs(
    found: Pairs, ignored: Collection[str] = (), *, expanded: bool = False
) -> dict[str, Field]:
    """Return pairs as fields by name; the second field of a name is labelled `name[2]`."""
    counts: dict[str, int] = {}
    return {
        label: field
        for name, value in found
        if name not in ignored
        for label, field in _list_value(_number(name, counts), name, value, ignored, expanded)
    }


def _label_parts(
    parts: list[Part], ignored: Collection[str], expanded: bool
) -> Iterator[tuple[str, Field]]:
    """Return parts as fields by name, with their file names and types as fields of their own."""
    counts: dict[str, int] = {}
    for part in parts:
        label = _number(part.name or "part", counts)
        text = decode_text(part.content)
        if text is None:
            yield label, Field(part.name, describe_body(part.content, expanded))
        else:
            yield from _list_value(label, part.name or "", text, ignored, expanded)
        if part.filename is not None:
            yield f"{label} (file name)", Field(part.name, quote(part.filename))
        content_type = part.headers.get("content-type")
        if content_type is not None:
            yield f"{label} (type)", Field(part.name, quote(content_type))


def _list_value(
    label: str, name: str, value: str, ignored: Collection[str], expanded: bool
) -> Iterable[tuple[str, Field]]:
    """Return one field, or the values of a JSON object or list if `expanded`."""
    document = load_container(value) if expanded else None
    if document is None:
        return ((label, Field(name or None, quote(value))),)
    return list_leaves(document, label, name, ignored)


def _number(name: str, counts: dict[str, int]) -> str:
    counts[name] = count = counts.get(name, 0) + 1
    return name if count == 1 else f"{name}[{count}]"


def describe_body(body: bytes, with_digest: bool = False) -> str:
    """Return a body, as one value, in the form that a difference shows.

    What is not text is described by its length and, if wanted, a digest.
    """
    text = decode_text(body)
    if text is not None:
        return quote(text)
    digest = f", SHA-256 {sha256(body).hexdigest()[:12]}" if with_digest else ""
    return f"{len(body)} bytes{digest}"
