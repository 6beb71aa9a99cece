import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from starlette.routing import Mount, Route

from ringback_proxy.control.app import make_app
from ringback_proxy.control.context import ControlContext
from ringback_proxy.control.openapi import DOCUMENT


def described() -> set[tuple[str, str]]:
    return {
        (method.upper(), path)
        for path, operations in DOCUMENT["paths"].items()
        for method in operations
        if method != "parameters"
    }


def served(control: ControlContext) -> Iterator[tuple[str, str]]:
    (mount,) = make_app(control).routes
    assert isinstance(mount, Mount)
    for route in mount.routes:
        assert isinstance(route, Route)
        yield from ((method, route.path) for method in (route.methods or ()) if method != "HEAD")


def test_it_describes_what_is_served_and_nothing_else(control: ControlContext) -> None:
    assert described() == set(served(control))


def test_it_is_served(call: Any) -> None:
    assert call("GET", "/openapi.json").json() == json.loads(json.dumps(DOCUMENT))


def schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}


@pytest.mark.parametrize(
    ("method", "path", "document", "name"),
    [
        ("GET", "/health", None, "Health"),
        ("GET", "/sessions", None, "Sessions"),
        ("PUT", "/sessions/w1", {"mode": "fake"}, "Session"),
        ("GET", "/sessions/default", None, "Session"),
        ("POST", "/sessions/default/reset", None, "Session"),
        ("GET", "/sessions/default/exchanges", None, "Exchanges"),
        ("GET", "/sessions/default/clock", None, "Clock"),
        ("POST", "/sessions/default/requests", {"path": "/v1/Conversations"}, "SetUpReply"),
        ("GET", "/sessions/nobody", None, "Error"),
        ("GET", "/nothing", None, "Error"),
    ],
)
def test_replies_are_as_described(
    call: Any, method: str, path: str, document: object, name: str
) -> None:
    jsonschema.validate(call(method, path, document).json(), schema(name))


def test_every_reference_leads_to_a_schema() -> None:
    text = json.dumps(DOCUMENT)
    names = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert names == set(DOCUMENT["components"]["schemas"])
