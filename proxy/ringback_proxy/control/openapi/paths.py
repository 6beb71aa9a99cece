"""The paths of the control API, with their operations."""

from ringback_proxy.control.openapi.json_schema import (
    INTEGER,
    OBJECT,
    TEXT,
    Json,
    enum_of,
    list_of,
    ref,
)
from ringback_proxy.control.openapi.operations import content, of_session, operation

_EVENTS: Json = {
    "operationId": "streamEvents",
    "summary": "Exchanges, deliveries and states of a session, as server-sent events.",
    "parameters": [{"name": "after", "in": "query", "required": False, "schema": INTEGER}],
    "responses": {
        "200": {
            "description": "Events `exchange`, `delivery` and `state`.",
            "content": {"text/event-stream": {"schema": TEXT}},
        },
        "default": {"description": "An error.", "content": content(ref("Error"))},
    },
}

_STATE = operation(
    "getState", "The state of the fake, as a start file.", OBJECT,
    query={"format": {**enum_of("json", "yaml"), "default": "json"}},
)  # fmt: skip
_STATE["responses"]["200"]["content"]["application/yaml"] = {"schema": TEXT}

_ANY_FAULT: Json = {"anyOf": [ref("Fault"), TEXT]}

_HEALTH = operation("getHealth", "Whether it serves.", ref("Health"), secured=False)
_HEALTH["responses"]["503"] = {
    "description": "The database of the state cannot be used.",
    "content": content(ref("Health")),
}

PATHS: Json = {
    "/health": {"get": _HEALTH},
    "/openapi.json": {"get": operation("getDescription", "This description.", OBJECT)},
    "/sessions": {"get": operation("listSessions", "All sessions.", ref("Sessions"))},
    "/sessions/{name}": of_session(
        get=operation("getSession", "One session.", ref("Session")),
        put=operation(
            "beginSession", "Begin a session, or begin it anew (200).", ref("Session"),
            body=ref("Begin"), status="201",
        ),
        delete=operation(
            "endSession", "End a session.", ref("Result"),
            query={"ended_well": {"type": "boolean", "default": True}},
        ),
    ),
    "/sessions/{name}/reset": of_session(
        post=operation("resetSession", "Bring a session back to its beginning.", ref("Session"))
    ),
    "/sessions/{name}/exchanges": of_session(
        get=operation(
            "listExchanges", "The exchanges after a number; waits for one.", ref("Exchanges"),
            query={"after": INTEGER, "wait": {"type": "number", "maximum": 60}},
        )
    ),
    "/sessions/{name}/events": of_session(get=_EVENTS),
    "/sessions/{name}/clock": of_session(
        get=operation("getClock", "The clock of the fake.", ref("Clock")),
        put=operation("setClock", "Set or advance it.", ref("Clock"), body=ref("ClockChange")),
    ),
    "/sessions/{name}/faults": of_session(
        get=operation("listFaults", "The faults to come.", list_of(ref("Fault"))),
        put=operation(
            "setFaults", "Replace them.", list_of(ref("Fault")), body=list_of(_ANY_FAULT)
        ),
        post=operation("addFault", "Add one.", list_of(ref("Fault")), body=_ANY_FAULT),
    ),
    "/sessions/{name}/requests": of_session(
        post=operation(
            "performRequest", "Send the fake a request that is not an exchange.",
            ref("SetUpReply"), body=ref("SetUp"),
        )
    ),
    "/sessions/{name}/state": of_session(get=_STATE),
    "/sessions/{name}/deliveries": of_session(
        get=operation(
            "listDeliveries",
            "The deliveries of webhooks after a number; waits for a change since a revision.",
            ref("Deliveries"),
            query={
                "after": INTEGER, "revision": INTEGER, "wait": {"type": "number", "maximum": 60},
            },
        ),
        post=operation(
            "sendSample", "Send an event with made-up values to a URL.", ref("Delivery"),
            body=ref("Sample"), status="202",
        ),
    ),
    "/sessions/{name}/deliveries/{number}/redeliver": of_session(
        names={"number": INTEGER},
        post=operation(
            "redeliver", "Send a webhook once more.", ref("Delivery"), status="202",
        ),
    ),
    "/sessions/{name}/inbound-messages": of_session(
        post=operation(
            "receiveMessage",
            "Somebody writes by SMS, WhatsApp, Messenger or chat (200: to no conversation).",
            ref("InboundReply"), body=ref("InboundMessage"), status="201",
        )
    ),
    "/sessions/{name}/receipts": of_session(
        post=operation(
            "deliverMessage", "Change the status of a message's receipts.", ref("Receipts"),
            body=ref("Receipt"),
        )
    ),
}  # fmt: skip
