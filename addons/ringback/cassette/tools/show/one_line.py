"""Print a cassette, one line per interaction."""

import json
from collections.abc import Iterator

from ringback.cassette.model import Cassette, Recording
from ringback.cassette.tools.show.redacted import redact_recordings
from ringback.columns import align_columns
from ringback.http.body_fields import list_fields
from ringback.http.body_kinds import sort_pairs
from ringback.http.json_values import quote
from ringback.http.messages import Response

_SHORT = 60
_FIELDS = 4


def render_lines(cassette: Cassette) -> Iterator[str]:
    """Yield a line for the cassette and one per interaction: request, status, summary of both.

    Secrets that are still in the cassette are redacted.
    """
    redacted = redact_recordings(cassette)
    yield redacted.title
    for line in align_columns([_row(recording) for recording in redacted.recordings]):
        yield redacted.redactor.redact_text(f"  {line}")
    if cassette.torn_line is not None:
        yield f"  line {cassette.torn_line}: {cassette.torn_report}"


def _row(recording: Recording) -> tuple[str, str, str, str, str]:
    request, response = recording.request, recording.response
    asked, _, query = request.label.partition("?")
    sent = [f"{name}={quote(value)}" for name, value in sort_pairs(query)]
    fields = list_fields(request.body, request.headers.get("content-type"))
    sent += [f"{label}={field.text}" for label, field in fields.items()]
    status = f"{response.status} {response.reason}".strip()
    line = "" if recording.line is None else f"line {recording.line}"
    return (
        f"#{recording.index}",
        line,
        _cut(asked),
        status,
        "  ".join(filter(None, (_joined(sent), _about(response)))),
    )


def _about(response: Response) -> str:
    """Return a summary of a reply in a few words."""
    try:
        document = json.loads(response.body)
    except (ValueError, RecursionError):
        return f"→ {len(response.body)} bytes" if response.body else ""
    members = document if isinstance(document, dict) else {}
    if response.status >= 400 and "message" in members:
        return f"→ {members.get('code', '')} {_cut(str(members['message']))}".replace("→  ", "→ ")
    if "sid" in members:
        return f"→ {_cut(str(members['sid']))}"
    lists = [f"{len(value)} {key}" for key, value in members.items() if isinstance(value, list)]
    return f"→ {', '.join(lists)}" if lists else ""


def _joined(fields: list[str]) -> str:
    more = [] if len(fields) <= _FIELDS else [f"and {len(fields) - _FIELDS} more"]
    return ", ".join([*map(_cut, fields[:_FIELDS]), *more])


def _cut(text: str) -> str:
    plain = text if text.isprintable() else quote(text)
    return plain if len(plain) <= _SHORT else plain[: _SHORT - 1] + "…"
