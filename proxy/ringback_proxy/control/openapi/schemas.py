"""The schemas of sessions, exchanges, clocks and faults."""

from ringback.settings.fault_spec import NAMES
from ringback_proxy.control.openapi.json_schema import (
    ANY,
    BOOLEAN,
    INSTANT,
    INTEGER,
    NUMBER,
    PROXY,
    TEXT,
    TEXTS,
    Json,
    enum_of,
    list_of,
    map_of,
    nullable,
    object_of,
    ref,
    text,
)

_MESSAGE = {
    "headers": map_of(TEXT),
    "body": nullable("string"),
    "body_base64": nullable("string"),
    "json": ANY,
}
_FIELDS: Json = {"type": "object", "additionalProperties": {"anyOf": [TEXT, TEXTS]}}

SCHEMAS: Json = {
    "Error": object_of({"message": TEXT, "status": INTEGER}),
    "Health": object_of({"status": TEXT, "mode": TEXT}),
    "Begin": object_of(
        {"mode": enum_of("fake", "replay", "record", "inspect")},
        [],
        description="A mode, and its settings by their option names with underscores.",
        additionalProperties=True,
    ),
    "Unplayed": object_of(
        {"cassette": TEXT, "index": INTEGER, "request": TEXT, "place": TEXT},
        ["cassette", "index"],
    ),
    "Clock": object_of({"now": INSTANT, "frozen": BOOLEAN}),
    "ClockChange": object_of(
        {
            "now": INSTANT,
            "advance": text("An ISO 8601 duration, such as PT2H."),
            "frozen": BOOLEAN,
        },
        [],
    ),
    "Session": object_of(
        {
            "name": TEXT,
            "mode": TEXT,
            "proxy_url": nullable("string"),
            "base_url": nullable("string"),
            "exchanges": INTEGER,
            "sources": map_of(INTEGER),
            "clock": ref("Clock"),
            "cassettes": TEXTS,
            "never_played": {**list_of(ref("Unplayed")), "type": ["array", "null"]},
            "warnings": TEXTS,
        }
    ),
    "Sessions": object_of({"sessions": list_of(ref("Session"))}),
    "Result": object_of(
        {
            "name": TEXT,
            "summary": TEXTS,
            "never_played": list_of(ref("Unplayed")),
            "missed": TEXTS,
            "unknown_parameters": TEXTS,
        }
    ),
    "Request": object_of(
        {
            "method": TEXT, "url": TEXT, "path": TEXT, "query": _FIELDS, "form": _FIELDS,
            **_MESSAGE,
        }
    ),
    "Response": object_of({"status": INTEGER, **_MESSAGE}),
    "Exchange": object_of(
        {
            "number": INTEGER,
            "source": {
                "type": "string",
                "enum": ["fake", "cassette", "live", "miss", "error", "fault"],
            },
            "file": nullable("string"),
            "index": nullable("integer"),
            "fault": nullable("string"),
            "seconds": NUMBER,
            "notes": TEXTS,
            "explanation": TEXT,
            "request": ref("Request"),
            "response": ref("Response"),
        }
    ),
    "Exchanges": object_of(
        {"exchanges": list_of(ref("Exchange")), "last": INTEGER, "proxy": PROXY}
    ),
    "Fault": object_of(
        {
            "name": {
                "type": "string",
                "description": f"twilio-CODE, {', '.join(NAMES)}.",
            },
            "times": INTEGER,
            "method": TEXT,
            "path": TEXT,
            "after": INTEGER,
            "chance": {"type": "number", "description": "In percent."},
            "ms": {
                "anyOf": [INTEGER, TEXT],
                "description": "Of slow and drip: 800 or 500-900.",
            },
            "per_second": INTEGER,
            "status": INTEGER,
            "message": TEXT,
        },
        ["name"],
        additionalProperties=False,
    ),
    "SetUp": object_of(
        {
            "method": enum_of("GET", "POST", "DELETE"),
            "path": TEXT,
            "form": map_of(True),
            "account_sid": TEXT,
        },
        ["path"],
    ),
    "SetUpReply": object_of({"status": INTEGER, "body": ANY}),
}  # fmt: skip
