"""The message of an error reply."""

import json
from typing import Any

from ringback.http.messages import Response


def read_message(response: Response) -> str:
    """Return the `message` of a reply, or "" if it has none."""
    return str(parse_object(response.body).get("message", ""))


def parse_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a body; empty if it is none."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
