"""Write a document of the fake's state as YAML."""

from collections.abc import Iterator

from ringback.cassette.format.scalars import render_scalar
from ringback.twilio.values.types import Json

HEADER = "# The state of ringback fake. To start with it: ringback fake --start-with FILE\n"


def render_document(document: dict[str, Json]) -> str:
    """Return a document as YAML in block style; its keys are plain words."""
    return HEADER + "".join(_render_members(document, ""))


def _render_members(document: dict[str, Json], indent: str) -> Iterator[str]:
    for key, value in document.items():
        yield f"{indent}{key}:"
        yield from _render_value(value, indent)


def _render_value(value: Json, indent: str) -> Iterator[str]:
    """Yield a value that follows its key, with the end of its line."""
    if isinstance(value, dict) and value:
        yield "\n"
        yield from _render_members(value, f"{indent}  ")
    elif isinstance(value, list) and value:
        yield "\n"
        for item in value:
            yield from _render_item(item, f"{indent}  ")
    else:
        yield f" {_render_scalar(value)}\n"


def _render_item(item: Json, indent: str) -> Iterator[str]:
    if isinstance(item, dict) and item:
        lines = "".join(_render_members(item, f"{indent}  "))
        yield f"{indent}- {lines[len(indent) + 2 :]}"
    else:
        yield f"{indent}- {_render_scalar(item)}\n"


def _render_scalar(value: Json) -> str:
    if isinstance(value, str):
        return render_scalar(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return "{}" if value == {} else "[]" if value == [] else str(value)
