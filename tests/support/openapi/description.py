"""Twilio's official OpenAPI description, read from beside the checkout.

It belongs to Twilio and is not part of the repository: tests that need it are skipped where
`../shared` does not hold it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).parents[4] / "shared"
METHODS = ("get", "post", "delete")
IN_SERVICE = "/v1/Services/{ChatServiceSid}/"
FORM = "application/x-www-form-urlencoded"

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a request; `place` is body, query or header."""

    name: str
    place: str
    required: bool
    schema: Schema


@dataclass(frozen=True, slots=True)
class Example:
    """An example of the description; `request` is the form, or None where there is none."""

    name: str
    status: int
    request: dict[str, Any] | None
    reply: dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)  # hashable, for caches
class Operation:
    """One operation: `GET /v1/Conversations/{Sid}`. `reply` is None if the reply has no body."""

    name: str
    method: str
    template: str
    statuses: tuple[int, ...]
    reply: Schema | None
    parameters: tuple[Parameter, ...]
    examples: tuple[Example, ...]

    @property
    def is_list(self) -> bool:
        """Whether the reply is a page."""
        return self.reply is not None and "meta" in self.reply["properties"]

    @property
    def names_service(self) -> bool:
        """Whether the path names a service, in which it asks for something."""
        return self.template.startswith(IN_SERVICE)

    @property
    def in_service(self) -> bool:
        """Whether the operation is the twin, in a service, of one that needs none."""
        own = ("Bindings", "Configuration")
        below = self.template.removeprefix(IN_SERVICE)
        return self.names_service and not below.startswith(own)

    @property
    def route(self) -> str:
        """Method and path, the same for both twins: `GET /Conversations/{Sid}`."""
        prefix = IN_SERVICE.removesuffix("/") if self.in_service else "/v1"
        return f"{self.method} {self.template.removeprefix(prefix)}"

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


@cache
def read_operations() -> tuple[Operation, ...]:
    """Return all operations of the description; skip the calling module where it is absent."""
    document = json.loads(_read("twilio_conversations_v1.json"))
    return tuple(_walk(document))


@cache
def read_error_titles() -> dict[int, str]:
    """Return the titles of Twilio's error dictionary by their codes, without a product's name."""
    entries = json.loads(_read("twilio_error_codes.json"))
    return {
        entry["code"]: entry["message"].strip().removeprefix("Programmable Chat: ")
        for entry in entries
    }


def read_personal_fields() -> Iterator[tuple[str, str]]:
    """Yield the place and name of each field that the description marks as personal."""
    document = json.loads(_read("twilio_conversations_v1.json"))
    for place, schema in document["components"]["schemas"].items():
        for name, field in schema.get("properties", {}).items():
            if "pii" in field.get("x-twilio", {}):
                yield place, name
    for template, path in document["paths"].items():
        for method in METHODS:
            for parameter in path.get(method, {}).get("parameters", ()):
                if "pii" in parameter.get("x-twilio", {}):
                    yield template, parameter["name"]


def _read(name: str) -> str:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"no ../shared/{name} beside the checkout", allow_module_level=True)
    return path.read_text(encoding="utf-8")


def _walk(document: Schema) -> Iterator[Operation]:
    schemas = document["components"]["schemas"]
    for template, path in document["paths"].items():
        for method in METHODS:
            if method in path:
                yield _read_operation(method, template, path[method], schemas)


def _read_operation(method: str, template: str, read: Schema, schemas: Schema) -> Operation:
    contents = {
        int(status): response.get("content", {}).get("application/json")
        for status, response in read["responses"].items()
    }
    schema = next((content["schema"] for content in contents.values() if content), None)
    body = read.get("requestBody", {"content": {FORM: {}}})["content"][FORM]
    return Operation(
        read["operationId"],
        method.upper(),
        template,
        tuple(contents),
        resolve(schema, schemas) if schema else None,
        tuple(_read_parameters(read, resolve(body.get("schema", {}), schemas), schemas)),
        tuple(_pair_examples(body, contents)),
    )


def resolve(schema: Any, schemas: Schema) -> Any:
    """Return a schema with what it refers to put in its place."""
    if isinstance(schema, list):
        return [resolve(each, schemas) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return resolve(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    return {key: resolve(value, schemas) for key, value in schema.items()}


def _read_parameters(read: Schema, body: Schema, schemas: Schema) -> Iterator[Parameter]:
    for one in read.get("parameters", ()):
        if one["in"] != "path":
            schema = resolve(one["schema"], schemas) | {"description": one.get("description", "")}
            yield Parameter(one["name"], one["in"], one.get("required", False), schema)
    for name, schema in body.get("properties", {}).items():
        yield Parameter(name, "body", name in body.get("required", ()), schema)


def _pair_examples(body: Schema, contents: dict[int, Schema | None]) -> Iterator[Example]:
    requests = body.get("examples", {})
    for status, content in contents.items():
        for name, example in (content or {}).get("examples", {}).items():
            yield Example(name, status, requests.get(name, {}).get("value"), example["value"])
