"""The bodies of messages, in every form that published cassettes have.

- `string`, `base64_string`, binary, or the form or JSON fields passed to aiohttp;
- JSON as the value of `parsed_body`, as pydantic-ai writes it;
- `content` of old httpx cassettes.
"""

import binascii
import json
from base64 import b64decode
from typing import Any
from urllib.parse import urlencode

from ringback.cassette.format.interaction_fields import MalformedError, get_field, get_text
from ringback.cassette.format.plain_scalars import PlainScalar, resolve_scalars
from ringback.http.content_encoding import decode_or_keep
from ringback.http.messages import Headers

_KEYS = {"body", "content", "parsed_body"}


def find_request_body(message: dict[Any, Any], headers: Headers) -> Any:
    """Return the body of a request as it was sent."""
    return _encode_fields(_find_body(message), headers)


def find_response_body(message: dict[Any, Any], *, is_optional: bool) -> Any:
    """Return the body of a response; raises MalformedError if it is missing."""
    if not is_optional and not message.keys() & _KEYS:
        # Played as an empty one it would be a wrong answer.
        raise MalformedError("`body` is missing", incomplete=True)
    return _find_body(message, "content" if "content" in message else "body")


def decode_body(headers: Headers, body: Any) -> tuple[Headers, bytes]:
    """Return the headers without Content-Encoding, and the decoded body."""
    content, was_text = read_bytes(body)
    if was_text:
        # It was decoded before it was recorded: an encoded body would not be text.
        return headers.without("content-encoding"), content
    return decode_or_keep(headers, content)


def read_bytes(body: Any) -> tuple[bytes, bool]:
    """Return the content of a body, and whether the cassette has it as text."""
    if isinstance(body, dict):
        if "base64_string" in body:
            return _decode_base64(get_text(body["base64_string"], "base64_string")), False
        body = get_field(body, "string")
    if isinstance(body, list):  # vcrpy's form of an iterator passed as request body
        return b"".join(map(_read_part, body)), False
    if body is None:
        return b"", False
    if isinstance(body, bytes):
        return body, False
    return get_text(body, "body").encode("utf-8", "surrogatepass"), True


def _find_body(message: dict[Any, Any], key: str = "body") -> Any:
    body = message.get(key)
    if "parsed_body" not in message:
        return body
    if body is not None:
        raise MalformedError(f"`{key}` and `parsed_body` are both there")
    return _dump_json(message["parsed_body"], "`parsed_body` is not JSON")


def _encode_fields(body: Any, headers: Headers) -> Any:
    """Encode a body that vcrpy recorded as fields, as it does for aiohttp.

    The cassette does not show whether aiohttp got them as `data=` or `json=`. The content type
    decides; without one, fields whose values are all text are a form. Any other body is returned
    unchanged.
    """
    if isinstance(body, dict) and not body.keys() & {"string", "base64_string"}:
        fields = [(str(name), text) for name, text in body.items()]
    elif isinstance(body, list) and body and all(map(_is_pair, body)):
        fields = [(str(name), text) for name, text in body]
    else:
        return body
    media_type = headers.get("Content-Type") or ""
    if "json" in media_type or (not media_type and not all(_is_field(text) for _, text in fields)):
        return _dump_json(body, "`body` is neither a form nor JSON")
    return urlencode(fields, doseq=True)


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)


def _is_field(value: Any) -> bool:
    if isinstance(value, PlainScalar):
        return isinstance(resolve_scalars(value), str)
    return isinstance(value, str | bytes) or (
        isinstance(value, list) and all(map(_is_field, value))
    )


def _dump_json(value: Any, problem: str) -> str:
    try:
        return json.dumps(resolve_scalars(value))
    except TypeError:  # binary values, which YAML has and JSON does not
        raise MalformedError(problem) from None


def _read_part(value: Any) -> bytes:
    return value if isinstance(value, bytes) else get_text(value, "body").encode()


def _decode_base64(text: str) -> bytes:
    try:
        return b64decode(text)
    except (binascii.Error, ValueError):
        raise MalformedError("`base64_string` is not base64") from None
