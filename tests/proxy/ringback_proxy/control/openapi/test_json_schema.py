from typing import Any

import jsonschema
import pytest

from ringback_proxy.control.openapi.json_schema import (
    INTEGER,
    TEXT,
    TEXTS,
    Json,
    enum_of,
    list_of,
    map_of,
    nullable,
    object_of,
    text,
)

VALIDATOR = jsonschema.Draft202012Validator


@pytest.mark.parametrize(
    ("schema", "accepted", "refused"),
    [
        (object_of({"a": TEXT}), {"a": "x"}, {}),
        (object_of({"a": TEXT}, []), {}, {"a": 1}),
        (object_of({"a": TEXT}, additionalProperties=False), {"a": "x"}, {"a": "x", "b": 1}),
        (list_of(INTEGER), [1], ["1"]),
        (TEXTS, ["a"], "a"),
        (map_of(INTEGER), {"any": 1}, {"any": "1"}),
        (map_of(True), {"any": object}, []),
        (enum_of("a", "b"), "b", "c"),
        (nullable("string"), None, 1),
        (text("of words"), "a", 1),
    ],
    ids=[
        "object", "optional", "closed", "list", "texts", "map", "any map", "enum", "nullable",
        "text",
    ],
)  # fmt: skip
def test_a_schema_accepts_what_it_is_of(schema: Json, accepted: Any, refused: Any) -> None:
    validator = VALIDATOR(schema)

    assert validator.is_valid(accepted)
    assert not validator.is_valid(refused)
