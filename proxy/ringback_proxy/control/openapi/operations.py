"""Operations in few words, and the paths that have them."""

from ringback_proxy.control.openapi.json_schema import (
    Json,
    ref,
)


def content(schema: Json) -> Json:
    """Return the content of a request or response in JSON."""
    return {"application/json": {"schema": schema}}


def operation(
    name: str,
    summary: str,
    reply: Json,
    *,
    body: Json | None = None,
    query: Json | None = None,
    status: str = "200",
    secured: bool = True,
) -> Json:
    """Return an operation; one that is not `secured` needs no token."""
    parameters = [
        {"name": key, "in": "query", "required": False, "schema": schema}
        for key, schema in (query or {}).items()
    ]
    operation: Json = {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            status: {"description": "Done.", "content": content(reply)},
            "default": {"description": "An error.", "content": content(ref("Error"))},
        },
    }
    if body is not None:
        operation["requestBody"] = {"content": content(body)}
    if not secured:
        operation["security"] = []
    return operation


def of_session(*, names: Json | None = None, **operations: Json) -> Json:
    """Return a path's operations; `names` are the schemas of names in it besides the session's."""
    own = {"name": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}, **(names or {})}
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in own.items()
    ]
    return {"parameters": parameters, **operations}
