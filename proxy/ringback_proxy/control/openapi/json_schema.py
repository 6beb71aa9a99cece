"""JSON schemas in few words."""

from typing import Any

Json = dict[str, Any]


def object_of(properties: Json, required: list[str] | None = None, **more: Any) -> Json:
    """Return the schema of an object; all properties are required unless they are named."""
    names = list(properties) if required is None else required
    found: Json = {"type": "object", "properties": properties, **more}
    return {**found, "required": names} if names else found


def list_of(items: Json) -> Json:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def map_of(values: Json | bool) -> Json:
    """Return the schema of an object with any names; `True` stands for any values."""
    return {"type": "object", "additionalProperties": values}


def enum_of(*values: str) -> Json:
    """Return the schema of a text that is one of some values."""
    return {"type": "string", "enum": [*values]}


def nullable(kind: str) -> Json:
    """Return the schema of a value of a type, or null."""
    return {"type": [kind, "null"]}


def ref(name: str) -> Json:
    """Return a reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


ANY: Json = {}
TEXT: Json = {"type": "string"}
INSTANT: Json = {"type": "string", "format": "date-time"}
INTEGER: Json = {"type": "integer"}
NUMBER: Json = {"type": "number"}
BOOLEAN: Json = {"type": "boolean"}
OBJECT: Json = {"type": "object"}
TEXTS = list_of(TEXT)
PROXY: Json = {
    "type": ["string", "null"],
    "description": "Which one was asked, of the proxies that share a state.",
}


def text(description: str) -> Json:
    """Return the schema of a text with a description."""
    return {"type": "string", "description": description}
