"""Fields of queries and bodies, for comparing requests and for reporting their differences.

A form is a list of pairs, a JSON document a set of values with paths. Any other body is one value.
"""

import json
from collections.abc import Collection, Hashable, Iterator
from typing import Any, NamedTuple

from ringback.http.forms import FORM_TYPE, parse_pairs

Pairs = tuple[tuple[str, str], ...]

_JSON = "application/json"


class Field(NamedTuple):
    """A field's value as shown in a difference.

    `name` is what `--ignore-field` takes; None if the field cannot be ignored.
    """

    name: str | None
    text: str


class Constant(str):
    """`NaN` or an infinity, which Python's JSON parser accepts; as text, NaN equals itself."""

    __slots__ = ()


def sort_pairs(encoded: str) -> Pairs:
    """Decode a query or form and sort it by name; equal names keep their order.

    Blank values are kept.
    """
    decoded = parse_pairs(encoded, errors="surrogateescape")
    return tuple(sorted(decoded, key=lambda pair: pair[0]))


def parse_body(
    body: bytes, content_type: str | None, ignored: Collection[str] = ()
) -> tuple[str, Hashable]:
    """Return a body's kind and a hashable value to compare it by.

    The kind is `none` for an empty body, or `form`, `json` or `bytes`. As in vcrpy, the content
    type decides between form and JSON. A body that is not valid JSON is bytes.
    """
    if not body:
        return "none", None
    kind = (content_type or "").lower()
    if FORM_TYPE in kind:
        return "form", tuple(pair for pair in _form(body) if pair[0] not in ignored)
    if _JSON in kind:
        try:
            return "json", _hashable(_load_json(body), ignored)
        except (ValueError, RecursionError):
            return "bytes", body
    return "bytes", body


def list_fields(
    body: bytes, content_type: str | None, ignored: Collection[str] = ()
) -> dict[str, Field]:
    """Return a body's fields by label: a form field's name, or the path in a JSON document."""
    kind, _ = parse_body(body, content_type, ignored)
    if kind == "form":
        return label_pairs(_form(body), ignored)
    if kind == "json":
        return dict(_leaves(_load_json(body), "", "", ignored))
    return {} if kind == "none" else {"body": Field(None, describe_body(body))}


def label_pairs(found: Pairs, ignored: Collection[str] = ()) -> dict[str, Field]:
    """Return pairs by label: the name, and `name[2]` for the second pair of the same name."""
    fields: dict[str, Field] = {}
    counts: dict[str, int] = {}
    for name, value in found:
        if name not in ignored:
            counts[name] = count = counts.get(name, 0) + 1
            fields[name if count == 1 else f"{name}[{count}]"] = Field(name, quote(value))
    return fields


def quote(text: str) -> str:
    """Return a text in quotes, with control characters and lone surrogates escaped."""
    printable = text.encode("utf-8", "backslashreplace").decode()
    return json.dumps(printable, ensure_ascii=not printable.isprintable())


def _form(body: bytes) -> Pairs:
    return sort_pairs(body.decode("utf-8", "surrogateescape"))


def _load_json(body: bytes) -> Any:
    return json.loads(body, parse_constant=Constant, object_pairs_hook=_object)


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        # Parsers disagree on which of them counts, so all must take part in the comparison.
        raise ValueError("duplicate name in a JSON object")
    return found


def _hashable(value: Any, ignored: Collection[str]) -> Hashable:
    if isinstance(value, dict):
        members = ((k, _hashable(v, ignored)) for k, v in value.items() if k not in ignored)
        return "object", frozenset(members)
    if isinstance(value, list):
        return "array", tuple(_hashable(item, ignored) for item in value)
    if isinstance(value, bool):  # otherwise True would equal 1
        return "boolean", value
    # 1 and 1.0 are equal: JSON has only one number type.
    return "number" if isinstance(value, int | float) else type(value).__name__, value


def _leaves(
    value: Any, path: str, key: str, ignored: Collection[str]
) -> Iterator[tuple[str, Field]]:
    """Yield the scalars and empty containers of a JSON document with their paths."""
    if isinstance(value, dict) and value:
        for name, member in value.items():
            if name not in ignored:
                yield from _leaves(member, _step(path, name), name, ignored)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}[{index}]", key, ignored)
    else:
        yield path or "body", Field(key or None, _json(value))


def _step(path: str, name: str) -> str:
    if not name or "." in name or "[" in name:
        return f"{path}[{quote(name)}]"
    return f"{path}.{name}" if path else name


def _json(value: Any) -> str:
    if isinstance(value, str):
        return str(value) if isinstance(value, Constant) else quote(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value)


def describe_body(body: bytes) -> str:
    """Return a body, as one value, in the form that a difference shows."""
    try:
        return quote(body.decode())
    except UnicodeDecodeError:
        return f"{len(body)} bytes"
