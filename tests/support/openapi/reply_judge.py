"""A strict judge of replies, made from Twilio's description alone.

It is stricter than the description's letter: every property must be there and no other, what names
the resource is never null, and the objects that the description leaves open have the keys and
types of its examples.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.support.openapi.description import Operation, Schema, read_error_titles, read_operations

NEVER_NULL = frozenset(
    {"account_sid", "chat_service_sid", "date_created", "date_updated", "links", "sid", "url"}
)
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
URI = re.compile(r"https?://[^\s/]+(/\S*)?")
MORE_INFO = "https://www.twilio.com/docs/errors/"

# Codes of the dictionary that are newer than the copy in ../shared.
LATER_CODES = {
    50396: "EndDate before StartDate, of the list of conversations",
    50424: "ConversationWithParticipants: no JSON object",
    50425: "ConversationWithParticipants: an address pair that is taken",
    50426: "ConversationWithParticipants: more than ten participants",
    50427: "ConversationWithParticipants: an unexpected error",
    50542: "the variables of a template, of another channel",
}
# Messages that were seen live and are not the title of the dictionary (docs/fidelity.md).
OWN_MESSAGES = {
    20001: "Missing required parameter",
    20404: "The requested resource /",
    50416: "A binding for this participant and proxy address already exists in Conversation CH",
    50438: "Group MMS with given participant list already exists as Conversation CH",
    50441: "Failed to add a proxy address to a participant",
}
# Properties of the open objects that every example has and that are missing where nobody set them.
NOT_ALWAYS_THERE = frozenset(
    {
        *("badge_count_enabled", "sound", "template", "with_media"),  # of notifications
        *("date_closed", "date_inactive"),  # of timers
        *("name", "projected_address"),  # of an e-mail binding
    }
)
# What no example shows of the open objects, and is known from elsewhere (docs/fidelity.md).
BEYOND_THE_EXAMPLES: dict[str, Schema] = {
    "configuration": {"triggers": {"type": "array", "items": {"type": "string"}}},
    "media[]": {"filename": {"type": ["string", "null"]}},
}

# The description contradicts itself: an example of webhooks that were never set has no method, and
# the schema allows none but GET and POST.
NULL_IN_EXAMPLES = {("/v1/Services/{ChatServiceSid}/Configuration/Webhooks", "method")}

FORMATS = FormatChecker(())


@FORMATS.checks("date-time")
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or DATE_TIME.fullmatch(value) is not None


@FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or URI.fullmatch(value) is not None


@FORMATS.checks("uri-map")
def _is_uri_map(value: object) -> bool:
    return not isinstance(value, dict) or all(
        isinstance(uri, str) and URI.fullmatch(uri) for uri in value.values()
    )


def find_violations(operation: Operation, status: int, body: Any) -> list[str]:
    """Return what is wrong with a reply to an operation, each in a sentence."""
    if status >= 400:
        return _find_error_violations(status, body)
    if status not in operation.statuses:
        return [f"status {status} instead of {operation.statuses}"]
    if operation.reply is None:
        return [] if body is None else ["a body where there is none"]
    found = _make_validator(operation).iter_errors(body)
    return [f"{error.json_path}: {error.message}" for error in found]


def _find_error_violations(status: int, body: Any) -> list[str]:
    if not isinstance(body, dict) or list(body) != ["code", "message", "more_info", "status"]:
        return [f"an error must have its four keys: {body}"]
    code, message, title = body["code"], body["message"], read_error_titles().get(body["code"])
    found = []
    if status >= 500:
        found.append(f"status {status}")
    if body["status"] != status:
        found.append(f"status {status} and in the body {body['status']}")
    if body["more_info"] != f"{MORE_INFO}{code}":
        found.append(f"more_info {body['more_info']} with code {code}")
    if title is None and code not in LATER_CODES:
        found.append(f"code {code} is not in the dictionary")
    if not isinstance(message, str) or not message:
        found.append(f"message {message!r}")
    elif title not in (None, message) and not message.startswith(OWN_MESSAGES.get(code, "\0")):
        found.append(f"message {message!r} instead of {title!r}")
    return found


@cache
def _make_validator(operation: Operation) -> Draft202012Validator:
    made = make_strict(operation.reply, infer_open_objects())
    for template, key in NULL_IN_EXAMPLES:
        if template == operation.template:
            _allow_null(made["properties"][key])
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made, format_checker=FORMATS)


def make_strict(schema: Any, open_objects: dict[str, Schema], name: str = "") -> Schema:
    """Return the JSON schema of an OpenAPI schema, with every property required and no other."""
    if not ({"type", "properties", "enum"} & schema.keys()) or name.startswith("links"):
        schema = open_objects.get(name, {}) | schema
    made = {key: schema[key] for key in ("type", "enum", "pattern", "format") if key in schema}
    if "properties" in schema:
        made["properties"] = {
            key: make_strict(value, open_objects, _name_property(schema, key))
            for key, value in schema["properties"].items()
        }
        made["required"] = schema.get("required", list(schema["properties"]))
        made["additionalProperties"] = False
    if "items" in schema:
        made["items"] = make_strict(schema["items"], open_objects, name + "[]")
    if schema.get("nullable") and name.partition(" ")[0] not in NEVER_NULL:
        _allow_null(made)
    return made


def _allow_null(schema: Schema) -> None:
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        schema["type"] = [*types, "null"]
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]


@cache
def infer_open_objects() -> dict[str, Schema]:
    """Return schemas of the objects that the description leaves open, from its examples."""
    seen: dict[str, list[Any]] = {}
    for operation in read_operations():
        for example in operation.examples:
            _collect(operation.reply or {}, example.reply, "", seen)
    schemas = {name: infer_schema(values) for name, values in seen.items()}
    for name, properties in BEYOND_THE_EXAMPLES.items():
        schemas[name]["properties"] |= properties
    return schemas


def _collect(schema: Schema, value: Any, name: str, seen: dict[str, list[Any]]) -> None:
    if "properties" in schema and isinstance(value, dict):
        for key, inner in schema["properties"].items():
            if key in value:
                _collect(inner, value[key], _name_property(schema, key), seen)
    elif "items" in schema and isinstance(value, list):
        for each in value:
            _collect(schema["items"], each, name + "[]", seen)
    elif "type" not in schema or name.startswith("links"):
        seen.setdefault(name, []).append(value)


def _name_property(schema: Schema, key: str) -> str:
    """Return the name of a property; every resource has links of its own."""
    own = sorted(schema["properties"].keys() - {"chat_service_sid"})
    return f"links beside {', '.join(own)}" if key == "links" else key


def infer_schema(values: Sequence[Any]) -> Schema:
    """Return the schema of what was seen: its keys and no others, its types and no others."""
    present = [value for value in values if value is not None]
    types = sorted({_name_type(value) for value in present})
    made: Schema = {"nullable": len(present) < len(values) or not present}
    if types:
        made["type"] = types
    objects = [value for value in present if isinstance(value, dict)]
    if objects:
        keys = {key for value in objects for key in value}
        made["properties"] = {
            key: infer_schema([value[key] for value in objects if key in value])
            for key in sorted(keys)
        }
        made["required"] = [
            key
            for key in made["properties"]
            if key not in NOT_ALWAYS_THERE and all(key in each for each in objects)
        ]
    items = [item for value in present if isinstance(value, list) for item in value]
    if items:
        made["items"] = infer_schema(items)
    return made


def _name_type(value: object) -> str:
    names = {bool: "boolean", int: "integer", str: "string", dict: "object", list: "array"}
    return names[type(value)]
