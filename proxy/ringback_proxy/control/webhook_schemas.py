"""The schemas of webhooks, inbound messages and receipts in the OpenAPI description."""

from typing import Any

from ringback.settings.names import POST_ACTION_EVENTS, PRE_ACTION_EVENTS
from ringback.webhooks.delivery import State

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": "integer"}
_NULLABLE_TEXT: Json = {"type": ["string", "null"]}
_OBJECT_OR_NULL: Json = {"type": ["object", "null"]}


def _object(properties: Json, required: list[str] | None = None, **more: Any) -> Json:
    names = list(properties) if required is None else required
    return {"type": "object", "properties": properties, "required": names, **more}


SCHEMAS: Json = {
    "Attempt": _object(
        {
            "status": {"type": ["integer", "null"]},
            "seconds": {"type": "number"},
            "error": _TEXT,
            "headers": {"type": "object", "additionalProperties": _TEXT},
            "body": _NULLABLE_TEXT,
        }
    ),
    "Delivery": _object(
        {
            "number": _NUMBER,
            "event": {"type": "string", "enum": [*POST_ACTION_EVENTS, *PRE_ACTION_EVENTS]},
            "state": {"type": "string", "enum": [str(state) for state in State]},
            "reason": _TEXT,
            "before_action": {"type": "boolean"},
            "resent": {"type": ["integer", "null"]},
            "target": _object(
                {"url": _TEXT, "method": _TEXT, "kind": _TEXT, "sid": _NULLABLE_TEXT}
            ),
            "account_sid": _TEXT,
            "conversation_sid": _NULLABLE_TEXT,
            "occurred": {"type": "string", "format": "date-time"},
            "signed": {"type": "boolean"},
            "idempotency_token": _TEXT,
            "parameters": {"type": "object", "additionalProperties": True},
            "attempts": {"type": "array", "items": {"$ref": "#/components/schemas/Attempt"}},
        }
    ),
    "Deliveries": _object(
        {
            "deliveries": {"type": "array", "items": {"$ref": "#/components/schemas/Delivery"}},
            "last": _NUMBER,
            "waiting": _NUMBER,
            "revision": _NUMBER,
        }
    ),
    "Sample": _object(
        {
            "event": {"type": "string", "enum": [*POST_ACTION_EVENTS, *PRE_ACTION_EVENTS]},
            "to": {"type": "string", "description": "The URL of the receiver."},
            "method": {"type": "string", "enum": ["GET", "POST"]},
            "parameters": {
                "type": "object",
                "additionalProperties": True,
                "description": "The event's parameters; others have made-up values.",
            },
            "account_sid": _TEXT,
            "auth_token": {"type": "string", "description": "What signs it; it is not kept."},
        },
        ["event", "to"],
        additionalProperties=False,
    ),
    "InboundMedia": _object(
        {"content_type": _TEXT, "filename": _TEXT, "data_base64": _TEXT},
        ["content_type"],
        additionalProperties=False,
    ),
    "InboundMessage": _object(
        {
            "from": {"type": "string", "description": "An address; in the chat an identity."},
            "to": {
                "type": "string",
                "description": "The account's address; in the chat a conversation.",
            },
            "body": _TEXT,
            "media": {"type": "array", "items": {"$ref": "#/components/schemas/InboundMedia"}},
            "attributes": {"type": "string", "description": "A JSON object as text."},
            "others": {
                "type": "array",
                "items": _TEXT,
                "description": "The other recipients of a group MMS.",
            },
            "account_sid": _TEXT,
        },
        ["from", "to"],
        additionalProperties=False,
    ),
    "InboundReply": _object(
        {
            "routed": {"type": "boolean"},
            "reason": _TEXT,
            "conversation": _OBJECT_OR_NULL,
            "message": _OBJECT_OR_NULL,
            "notes": {"type": "array", "items": _TEXT},
        }
    ),
    "Receipt": _object(
        {
            "message_sid": _TEXT,
            "status": _TEXT,
            "error_code": _NUMBER,
            "participant_sid": _TEXT,
        },
        ["message_sid", "status"],
        additionalProperties=False,
    ),
    "Receipts": _object({"receipts": {"type": "array", "items": {"type": "object"}}}),
}
