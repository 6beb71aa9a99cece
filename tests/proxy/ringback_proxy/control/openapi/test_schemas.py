from typing import Any

import jsonschema
import pytest

from ringback_proxy.control.openapi.document import DOCUMENT
from ringback_proxy.control.openapi.schemas import SCHEMAS


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
    reply = call(method, path, document).json()

    jsonschema.validate(reply, {**SCHEMAS[name], "components": DOCUMENT["components"]})
