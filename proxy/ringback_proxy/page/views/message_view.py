"""A request or a response as the page shows it: its fields, its text and its raw form."""

import json
from dataclasses import dataclass

from ringback.http.forms import is_form, parse_form
from ringback.http.messages import Headers, Request, Response

# Characters of a body that the page shows, and fields of a form: a browser has to lay them out, and
# the proxy answers nobody else meanwhile.
LONGEST = 200_000
FIELDS = 500
# Characters of JSON that are indented, which takes long.
_INDENTED = 50_000


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message; `fields` are those of a form, `text` is the body, indented if it is JSON.

    `more_fields` is how many fields are not among them.
    `raw` is the message as it was sent, but for what was redacted.
    """

    first_line: str
    headers: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    text: str
    raw: str
    more_fields: int = 0


def view_request(request: Request) -> MessageView:
    """Return a redacted request."""
    return _view(f"{request.method} {request.target} HTTP/1.1", request.headers, request.body)


def view_response(response: Response) -> MessageView:
    """Return a redacted response."""
    first_line = f"HTTP/1.1 {response.status} {response.reason}".rstrip()
    return _view(first_line, response.headers, response.body)


def _view(first_line: str, headers: Headers, body: bytes) -> MessageView:
    text = decode_body(body)
    fields = _list_fields(headers, body)
    pairs = tuple((_printable(name), _printable(value)) for name, value in headers)
    lines = [_printable(first_line), *(f"{name}: {value}" for name, value in pairs), "", text]
    return MessageView(
        _printable(first_line),
        pairs,
        fields[:FIELDS],
        _indent(text),
        "\n".join(lines),
        len(fields[FIELDS:]),
    )


def decode_body(body: bytes) -> str:
    """Return a body as text; one that is not text is named by its size."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f"({len(body)} bytes that are not text)"
    if len(text) > LONGEST:
        return f"{text[:LONGEST]}\n({len(text) - LONGEST} more characters)"
    return text


def _list_fields(headers: Headers, body: bytes) -> tuple[tuple[str, str], ...]:
    if not is_form(headers) or len(body) > LONGEST:
        return ()
    form = parse_form(body.decode("utf-8", "replace"))
    return tuple((_printable(name), _printable(one)) for name in form for one in form.all(name))


def _indent(text: str) -> str:
    if not text.startswith(("{", "[")) or len(text) > _INDENTED:
        return text
    try:
        return _encode(json.loads(text)) or text
    except (ValueError, RecursionError):
        return text


def _encode(document: object) -> str | None:
    """Return indented JSON; None if it gets long, as deep lists do."""
    parts, length = [], 0
    for part in json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(document):
        parts.append(part)
        length += len(part)
        if length > LONGEST:
            return None
    return "".join(parts)


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
