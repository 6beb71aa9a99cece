"""The OpenAPI description of the control API."""

from typing import Any

from ringback.settings.fault_spec import NAMES
from ringback_proxy.control import webhook_schemas

Json = dict[str, Any]


def _object(properties: Json, required: list[str] | None = None, **more: Any) -> Json:
    names = list(properties) if required is None else required
    found: Json = {"type": "object", "properties": properties, **more}
    return {**found, "required": names} if names else found


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _nullable(kind: str) -> Json:
    return {"type": [kind, "null"]}


def _content(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": "integer"}
_TEXTS = _list(_TEXT)
_ANY: Json = {}

_MESSAGE = {
    "headers": {"type": "object", "additionalProperties": _TEXT},
    "body": _nullable("string"),
    "body_base64": _nullable("string"),
    "json": _ANY,
}
_FIELDS: Json = {"type": "object", "additionalProperties": {"anyOf": [_TEXT, _TEXTS]}}

_SCHEMAS: Json = {
    "Error": _object({"message": _TEXT, "status": _NUMBER}),
    "Health": _object({"status": _TEXT, "mode": _TEXT}),
    "Begin": _object(
        {"mode": {"type": "string", "enum": ["fake", "replay", "record", "inspect"]}},
        [],
        description="A mode, and its settings by their option names with underscores.",
        additionalProperties=True,
    ),
    "Unplayed": _object(
        {"cassette": _TEXT, "index": _NUMBER, "request": _TEXT, "place": _TEXT},
        ["cassette", "index"],
    ),
    "Clock": _object(
        {"now": {"type": "string", "format": "date-time"}, "frozen": {"type": "boolean"}}
    ),
    "ClockChange": _object(
        {
            "now": {"type": "string", "format": "date-time"},
            "advance": {"type": "string", "description": "An ISO 8601 duration, such as PT2H."},
            "frozen": {"type": "boolean"},
        },
        [],
    ),
    "Session": _object(
        {
            "name": _TEXT,
            "mode": _TEXT,
            "proxy_url": _nullable("string"),
            "base_url": _nullable("string"),
            "exchanges": _NUMBER,
            "sources": {"type": "object", "additionalProperties": _NUMBER},
            "clock": _ref("Clock"),
            "cassettes": _TEXTS,
            "never_played": {**_list(_ref("Unplayed")), "type": ["array", "null"]},
            "warnings": _TEXTS,
        }
    ),
    "Sessions": _object({"sessions": _list(_ref("Session"))}),
    "Result": _object(
        {
            "name": _TEXT,
            "summary": _TEXTS,
            "never_played": _list(_ref("Unplayed")),
            "missed": _TEXTS,
            "unknown_parameters": _TEXTS,
        }
    ),
    "Request": _object(
        {
            "method": _TEXT, "url": _TEXT, "path": _TEXT, "query": _FIELDS, "form": _FIELDS,
            **_MESSAGE,
        }
    ),
    "Response": _object({"status": _NUMBER, **_MESSAGE}),
    "Exchange": _object(
        {
            "number": _NUMBER,
            "source": {
                "type": "string",
                "enum": ["fake", "cassette", "live", "miss", "error", "fault"],
            },
            "file": _nullable("string"),
            "index": _nullable("integer"),
            "fault": _nullable("string"),
            "seconds": {"type": "number"},
            "notes": _TEXTS,
            "explanation": _TEXT,
            "request": _ref("Request"),
            "response": _ref("Response"),
        }
    ),
    "Exchanges": _object({"exchanges": _list(_ref("Exchange")), "last": _NUMBER}),
    "Fault": _object(
        {
            "name": {
                "type": "string",
                "description": f"twilio-CODE, {', '.join(NAMES)}.",
            },
            "times": _NUMBER,
            "method": _TEXT,
            "path": _TEXT,
            "after": _NUMBER,
            "chance": {"type": "number", "description": "In percent."},
            "ms": {
                "anyOf": [_NUMBER, _TEXT],
                "description": "Of slow and drip: 800 or 500-900.",
            },
            "per_second": _NUMBER,
            "status": _NUMBER,
            "message": _TEXT,
        },
        ["name"],
        additionalProperties=False,
    ),
    "SetUp": _object(
        {
            "method": {"type": "string", "enum": ["GET", "POST", "DELETE"]},
            "path": _TEXT,
            "form": {"type": "object", "additionalProperties": True},
            "account_sid": _TEXT,
        },
        ["path"],
    ),
    "SetUpReply": _object({"status": _NUMBER, "body": _ANY}),
    **webhook_schemas.SCHEMAS,
}  # fmt: skip


def _operation(
    name: str,
    summary: str,
    reply: Json,
    *,
    body: Json | None = None,
    query: Json | None = None,
    status: str = "200",
    secured: bool = True,
) -> Json:
    parameters = [
        {"name": key, "in": "query", "required": False, "schema": schema}
        for key, schema in (query or {}).items()
    ]
    operation: Json = {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            status: {"description": "Done.", "content": _content(reply)},
            "default": {"description": "An error.", "content": _content(_ref("Error"))},
        },
    }
    if body is not None:
        operation["requestBody"] = {"content": _content(body)}
    if not secured:
        operation["security"] = []
    return operation


def _of_session(*, names: Json | None = None, **operations: Json) -> Json:
    """Return a path's operations; `names` are the schemas of names in it besides the session's."""
    own = {"name": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}, **(names or {})}
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in own.items()
    ]
    return {"parameters": parameters, **operations}


_EVENTS: Json = {
    "operationId": "streamEvents",
    "summary": "Exchanges, deliveries and states of a session, as server-sent events.",
    "parameters": [{"name": "after", "in": "query", "required": False, "schema": _NUMBER}],
    "responses": {
        "200": {
            "description": "Events `exchange`, `delivery` and `state`.",
            "content": {"text/event-stream": {"schema": _TEXT}},
        },
        "default": {"description": "An error.", "content": _content(_ref("Error"))},
    },
}

_ANY_FAULT: Json = {"anyOf": [_ref("Fault"), _TEXT]}

_PATHS: Json = {
    "/health": {
        "get": _operation("getHealth", "Whether it serves.", _ref("Health"), secured=False)
    },
    "/openapi.json": {"get": _operation("getDescription", "This description.", {"type": "object"})},
    "/sessions": {"get": _operation("listSessions", "All sessions.", _ref("Sessions"))},
    "/sessions/{name}": _of_session(
        get=_operation("getSession", "One session.", _ref("Session")),
        put=_operation(
            "beginSession", "Begin a session, or begin it anew (200).", _ref("Session"),
            body=_ref("Begin"), status="201",
        ),
        delete=_operation(
            "endSession", "End a session.", _ref("Result"),
            query={"ended_well": {"type": "boolean", "default": True}},
        ),
    ),
    "/sessions/{name}/reset": _of_session(
        post=_operation("resetSession", "Bring a session back to its beginning.", _ref("Session"))
    ),
    "/sessions/{name}/exchanges": _of_session(
        get=_operation(
            "listExchanges", "The exchanges after a number; waits for one.", _ref("Exchanges"),
            query={"after": _NUMBER, "wait": {"type": "number", "maximum": 60}},
        )
    ),
    "/sessions/{name}/events": _of_session(get=_EVENTS),
    "/sessions/{name}/clock": _of_session(
        get=_operation("getClock", "The clock of the fake.", _ref("Clock")),
        put=_operation("setClock", "Set or advance it.", _ref("Clock"), body=_ref("ClockChange")),
    ),
    "/sessions/{name}/faults": _of_session(
        get=_operation("listFaults", "The faults to come.", _list(_ref("Fault"))),
        put=_operation(
            "setFaults", "Replace them.", _list(_ref("Fault")), body=_list(_ANY_FAULT)
        ),
        post=_operation("addFault", "Add one.", _list(_ref("Fault")), body=_ANY_FAULT),
    ),
    "/sessions/{name}/requests": _of_session(
        post=_operation(
            "performRequest", "Have the fake answer a request that is no exchange.",
            _ref("SetUpReply"), body=_ref("SetUp"),
        )
    ),
    "/sessions/{name}/deliveries": _of_session(
        get=_operation(
            "listDeliveries",
            "The deliveries of webhooks after a number; waits for a change since a revision.",
            _ref("Deliveries"),
            query={
                "after": _NUMBER, "revision": _NUMBER, "wait": {"type": "number", "maximum": 60},
            },
        ),
        post=_operation(
            "sendSample", "Send an event with made-up values to a URL.", _ref("Delivery"),
            body=_ref("Sample"), status="202",
        ),
    ),
    "/sessions/{name}/deliveries/{number}/redeliver": _of_session(
        names={"number": _NUMBER},
        post=_operation(
            "redeliver", "Send a webhook once more.", _ref("Delivery"), status="202",
        ),
    ),
    "/sessions/{name}/inbound-messages": _of_session(
        post=_operation(
            "receiveMessage",
            "Somebody writes by SMS, WhatsApp, Messenger or chat (200: to no conversation).",
            _ref("InboundReply"), body=_ref("InboundMessage"), status="201",
        )
    ),
    "/sessions/{name}/receipts": _of_session(
        post=_operation(
            "deliverMessage", "Change the status of a message's receipts.", _ref("Receipts"),
            body=_ref("Receipt"),
        )
    ),
}  # fmt: skip

DOCUMENT: Json = {
    "openapi": "3.1.0",
    "info": {
        "title": "Ringback control API",
        "version": "1",
        "description": "Directs the sessions of a running proxy.",
    },
    "servers": [{"url": "/ringback"}],
    "security": [{"token": []}],
    "paths": _PATHS,
    "components": {
        "schemas": _SCHEMAS,
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
}
