"""The message of an error reply."""

from typing import Any

from ringback.http.json_values import parse_json
from ringback.http.messages import Response


def read_message(response: Response) -> str:
    """Return the `message` of a reply, or "" if it has none."""
    return str(parse_object(response.body).get("message", ""))


def parse_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a body; empty if it is none."""
    try:
        document = parse_json(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
