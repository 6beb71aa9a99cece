"""Show a cassette's interactions in full: headers, forms field by field, JSON indented."""

import json
from collections.abc import Iterator

from ringback.cassette.model import Cassette, Recording
from ringback.cassette.tools.show.redacted import redact_recordings
from ringback.http.body_fields import list_fields
from ringback.http.body_kinds import declared_kind, decode_text, parse_as
from ringback.http.json_values import Constant, load_container, load_json
from ringback.http.messages import Headers, Request, Response
from ringback.printable import escape_unprintable


def render_interactions(cassette: Cassette) -> Iterator[str]:
    """Yield the lines of a cassette: each interaction with its request and its response."""
    redacted = redact_recordings(cassette)
    yield redacted.title
    for recording in redacted.recordings:
        for line in _render_recording(recording):
            yield redacted.redactor.redact_text(escape_unprintable(line))
    if cassette.torn_line is not None:
        yield ""
        yield f"line {cassette.torn_line}: {cassette.torn_report}"


def _render_recording(recording: Recording) -> Iterator[str]:
    request, response = recording.request, recording.response
    place = "" if recording.line is None else f"  line {recording.line}"
    yield ""
    yield f"#{recording.index}{place}"
    yield f"{request.method} {request.url}"
    yield from _render_message(request)
    yield ""
    yield f"{response.status} {response.reason}".strip()
    yield from _render_message(response)


def _render_message(message: Request | Response) -> Iterator[str]:
    for name, value in message.headers:
        yield f"  {name}: {value}"
    body = list(_render_body(message.body, message.headers))
    if body:
        yield ""
        yield from (f"  {line}" for line in body)


def _render_body(body: bytes, headers: Headers) -> Iterator[str]:
    """Yield a body as what it is; bytes that are not text as their number."""
    content_type = headers.get("content-type")
    kind, _ = parse_as(declared_kind(content_type), body, content_type)
    if kind == "none":
        return
    text = decode_text(body)
    if kind in ("form", "multipart"):
        for label, field in list_fields(body, content_type).items():
            yield from _render_field(label, field.text)
    elif text is None:
        yield f"{len(body)} bytes"
    else:
        indented = _indent(text) if kind == "json" or load_container(text) is not None else None
        yield from text.splitlines() if indented is None else indented.split("\n")


def _render_field(label: str, quoted: str) -> Iterator[str]:
    """Yield a field; the JSON object or list that its value may be is indented."""
    try:
        value = json.loads(quoted)
    except ValueError:  # a part that is not text is described, not quoted
        value = None
    indented = _indent(value) if isinstance(value, str) and load_container(value) else None
    first, *rest = (indented or quoted).split("\n")
    yield f"{label}={first}"
    yield from rest


def _indent(text: str) -> str | None:
    """Return JSON indented; None if the text is none, or would be shown as other JSON."""
    try:
        value = load_json(text)
        return None if _has_constant(value) else json.dumps(value, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return None


def _has_constant(value: object) -> bool:
    """Return whether NaN or an infinity is in a value, which are not JSON."""
    if isinstance(value, dict):
        return any(map(_has_constant, value.values()))
    if isinstance(value, list):
        return any(map(_has_constant, value))
    return isinstance(value, Constant) or value in (float("inf"), float("-inf"))
