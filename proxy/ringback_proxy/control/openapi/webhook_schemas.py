"""The schemas of webhooks, inbound messages and receipts in the OpenAPI description."""

from ringback.settings.names import POST_ACTION_EVENTS, PRE_ACTION_EVENTS
from ringback.webhooks.delivery import State
from ringback_proxy.control.openapi.json_schema import (
    BOOLEAN,
    INSTANT,
    INTEGER,
    NUMBER,
    OBJECT,
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

SCHEMAS: Json = {
    "Attempt": object_of(
        {
            "status": nullable("integer"),
            "seconds": NUMBER,
            "error": TEXT,
            "headers": map_of(TEXT),
            "body": nullable("string"),
        }
    ),
    "Delivery": object_of(
        {
            "number": INTEGER,
            "event": enum_of(*POST_ACTION_EVENTS, *PRE_ACTION_EVENTS),
            "state": enum_of(*(str(state) for state in State)),
            "reason": TEXT,
            "before_action": BOOLEAN,
            "resent": nullable("integer"),
            "target": object_of(
                {"url": TEXT, "method": TEXT, "kind": TEXT, "sid": nullable("string")}
            ),
            "account_sid": TEXT,
            "conversation_sid": nullable("string"),
            "occurred": INSTANT,
            "signed": BOOLEAN,
            "idempotency_token": TEXT,
            "parameters": map_of(True),
            "attempts": list_of(ref("Attempt")),
        }
    ),
    "Deliveries": object_of(
        {
            "deliveries": list_of(ref("Delivery")),
            "last": INTEGER,
            "waiting": INTEGER,
            "revision": INTEGER,
            "proxy": PROXY,
        }
    ),
    "Sample": object_of(
        {
            "event": enum_of(*POST_ACTION_EVENTS, *PRE_ACTION_EVENTS),
            "to": text("The URL of the receiver."),
            "method": enum_of("GET", "POST"),
            "parameters": {
                "type": "object",
                "additionalProperties": True,
                "description": "The event's parameters; others have made-up values.",
            },
            "account_sid": TEXT,
            "auth_token": text("What signs it; it is not kept."),
        },
        ["event", "to"],
        additionalProperties=False,
    ),
    "InboundMedia": object_of(
        {"content_type": TEXT, "filename": TEXT, "data_base64": TEXT},
        ["content_type"],
        additionalProperties=False,
    ),
    "InboundMessage": object_of(
        {
            "from": text("An address; in the chat an identity."),
            "to": {
                "type": "string",
                "description": "The account's address; in the chat a conversation.",
            },
            "body": TEXT,
            "media": list_of(ref("InboundMedia")),
            "attributes": text("A JSON object as text."),
            "others": {
                "type": "array",
                "items": TEXT,
                "description": "The other recipients of a group MMS.",
            },
            "account_sid": TEXT,
        },
        ["from", "to"],
        additionalProperties=False,
    ),
    "InboundReply": object_of(
        {
            "routed": BOOLEAN,
            "reason": TEXT,
            "conversation": nullable("object"),
            "message": nullable("object"),
            "notes": TEXTS,
        }
    ),
    "Receipt": object_of(
        {
            "message_sid": TEXT,
            "status": TEXT,
            "error_code": INTEGER,
            "participant_sid": TEXT,
        },
        ["message_sid", "status"],
        additionalProperties=False,
    ),
    "Receipts": object_of({"receipts": list_of(OBJECT)}),
}
