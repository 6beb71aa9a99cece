"""Requests and responses as JSON objects, as the control API and the JSON log show them."""

import json
import math
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from ringback.http.forms import is_form, parse_form
from ringback.http.messages import Headers, Request, Response

Json = dict[str, Any]

# Characters of a body that is parsed: parsing more of them would hold up every other thread.
_LARGEST_PARSED = 1_000_000


def describe_request(request: Request) -> Json:
    """Return a request: its URL in parts, its headers, its form, and its body."""
    form = request.body.decode("utf-8", "replace") if is_form(request.headers) else ""
    return {
        "method": request.method,
        "url": to_text(request.url),
        "path": to_text(request.path),
        "query": _parse_fields(request.query),
        "headers": _join(request.headers),
        "form": _parse_fields(form),
        **describe_body(request.body),
    }


def describe_response(response: Response) -> Json:
    """Return a response: its status, its headers and its body."""
    headers = _join(response.headers)
    return {"status": response.status, "headers": headers, **describe_body(response.body)}


def describe_body(body: bytes) -> Json:
    """Return a body as text, else in base64, and parsed if it is JSON and not too large."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"body": None, "body_base64": b64encode(body).decode(), "json": None}
    return {"body": text, "body_base64": None, "json": _parse_bounded(text)}


def _parse_bounded(text: str) -> Any:
    return parse_json(text) if len(text) <= _LARGEST_PARSED else None


def parse_json(text: str) -> Any:
    """Return a JSON value; None if the text is none, or has a number that JSON cannot hold."""
    try:
        return json.loads(text, parse_constant=_refuse_constant, parse_float=_parse_float)
    except (ValueError, RecursionError):
        return None


def to_text(text: str) -> str:
    """Return a text that JSON can hold: what is not UTF-8 is replaced."""
    return text.encode("utf-8", "replace").decode()


def _refuse_constant(name: str) -> None:
    """Refuse NaN and the infinities, which Python reads and JSON does not have."""
    raise ValueError(name)


def _parse_float(text: str) -> float:
    """Return a number; one that is too large for a float would become an infinity."""
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


def _join(headers: Headers) -> Mapping[str, str]:
    """Return headers by name in lower case; values of the same name are joined."""
    joined: dict[str, str] = {}
    for name, value in headers:
        lower = to_text(name.lower())
        text = to_text(value)
        joined[lower] = f"{joined[lower]}, {text}" if lower in joined else text
    return joined


def _parse_fields(text: str) -> Mapping[str, Any]:
    form = parse_form(text)
    values = {name: list(form.all(name)) for name in form}
    return {
        to_text(name): [to_text(one) for one in found] if len(found) > 1 else to_text(found[0])
        for name, found in values.items()
    }
