"""JSON documents as values: to compare, and to name the places in them."""

import json
from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import suppress
from json import scanner
from typing import Any, NamedTuple

# C decodes so many values in a few milliseconds.
_FEW_VALUES = 20_000


class Field(NamedTuple):
    """A field's value as shown in a difference.

    `name` is what `--ignore-field` takes; None if the field cannot be ignored.
    """

    name: str | None
    text: str


class Constant(str):
    """`NaN` or an infinity, which Python's JSON parser accepts; as text, NaN equals itself."""

    __slots__ = ()


class _InterruptibleDecoder(json.JSONDecoder):
    """Decodes without C, which would not let other threads run before the end."""

    def __init__(self, **hooks: Any) -> None:
        super().__init__(**hooks)
        make_scanner = scanner.py_make_scanner  # type: ignore[attr-defined]  # typeshed lacks it
        self.scan_once = make_scanner(self)


def parse_json(text: bytes | str, **hooks: Any) -> Any:
    """Return what `json.loads` does, in a way that lets other threads run if it takes long."""
    if len(text) > _FEW_VALUES and _count_values(text) > _FEW_VALUES:
        with suppress(RecursionError):  # what is nested deeply for Python, C may read
            return json.loads(text, cls=_InterruptibleDecoder, **hooks)
    return json.loads(text, **hooks)


def _count_values(text: bytes | str) -> int:
    """Return how many values a document has at most."""
    if isinstance(text, bytes):
        return sum(map(text.count, (b",", b"[", b"{")))
    return sum(map(text.count, (",", "[", "{")))


def load_json(text: bytes | str) -> Any:
    """Return a document's value.

    Raises ValueError or RecursionError where the text is not JSON, or an object has a name twice.
    """
    return parse_json(text, parse_constant=Constant, object_pairs_hook=_object)


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        # Which of them counts depends on who reads it, so none may be left out of the match.
        raise ValueError("a name is there twice")
    return found


def load_container(text: str | bytes) -> Any:
    """Return the JSON object or list that a form field's text is; None if it is other text."""
    if text[:1] not in ("{", "[", b"{", b"["):
        return None
    try:
        value = load_json(text)
        make_hashable(value, ())
    except (ValueError, RecursionError):
        return None
    return value


def make_hashable(value: Any, ignored: Collection[str]) -> Hashable:
    """Return a value that equals that of the same document, members named `ignored` left out."""
    if isinstance(value, dict):
        members = ((k, make_hashable(v, ignored)) for k, v in value.items() if k not in ignored)
        return "object", frozenset(members)
    if isinstance(value, list):
        return "array", tuple(make_hashable(item, ignored) for item in value)
    if isinstance(value, bool):  # else True would equal 1
        return "boolean", value
    # 1 and 1.0 are the same: JSON has one kind of number.
    return "number" if isinstance(value, int | float) else type(value).__name__, value


def list_leaves(
    value: Any, path: str, key: str, ignored: Collection[str]
) -> Iterator[tuple[str, Field]]:
    """Return the scalars and empty containers of a JSON document with their paths."""
    if isinstance(value, dict) and value:
        for name, member in value.items():
            if name not in ignored:
                yield from list_leaves(member, _step(path, name), name, ignored)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from list_leaves(item, f"{path}[{index}]", key, ignored)
    else:
        yield path or "body", Field(key or None, _render(value))


def map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value of JSON with every text and name in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [map_texts(each, change) for each in value]
    if isinstance(value, dict):
        return {change(name): map_texts(each, change) for name, each in value.items()}
    return value


def quote(text: str) -> str:
    """Return a text in quotes, its controls and what is not Unicode escaped."""
    printable = text.encode("utf-8", "backslashreplace").decode()
    return json.dumps(printable, ensure_ascii=not printable.isprintable())


def _step(path: str, name: str) -> str:
    if not name or "." in name or "[" in name:
        return f"{path}[{quote(name)}]"
    return f"{path}.{name}" if path else name


def _render(value: Any) -> str:
    if isinstance(value, str):
        return str(value) if isinstance(value, Constant) else quote(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value)
