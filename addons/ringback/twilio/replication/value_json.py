"""The values of a record as JSON, from which the same values can be read.

What JSON has no type for is an object with one member that names the type.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from sys import intern
from typing import Any

from ringback.twilio.values.durations import Duration, parse_duration
from ringback.twilio.values.types import Value

# Lone surrogates, which no database takes, are escaped, and so is NUL.
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def encode_values(values: Mapping[str, Value]) -> str:
    """Return the JSON of a record's values."""
    return _encode({name: _to_json(value) for name, value in values.items()})


def decode_values(text: str) -> dict[str, Value]:
    """Return the values of a record."""
    # A name is the same object in all records, which saves memory.
    return {intern(name): _from_json(value) for name, value in json.loads(text).items()}


def _to_json(value: Value) -> Any:
    match value:
        case datetime():
            return {"date": value.isoformat()}
        case Duration():
            return {"duration": value.text}
        case tuple():
            return {"texts": value}
        case dict():
            return {"json": value}
        case _:
            return value


def _from_json(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    return _DECODERS[kind](content)


def _identity(content: Any) -> Any:
    return content


_DECODERS: Mapping[str, Callable[[Any], Any]] = {
    "date": datetime.fromisoformat,
    "duration": parse_duration,
    "texts": tuple,
    "json": _identity,
}
