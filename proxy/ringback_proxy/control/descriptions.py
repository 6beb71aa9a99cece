"""Sessions, exchanges and outcomes as JSON, redacted as cassettes are."""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from ringback.cassette.redaction.redactor import Redactor
from ringback.http.forms import is_form, parse_form
from ringback.http.messages import Headers, Request, Response
from ringback.journal import JournalEntry
from ringback.modes.base import Mode
from ringback_proxy.control.context import Addresses
from ringback_proxy.sessions.clock import Clock
from ringback_proxy.sessions.result import SessionResult
from ringback_proxy.sessions.session import Session

Json = dict[str, Any]


def describe_session(name: str, session: Session, mode: str, addresses: Addresses) -> Json:
    """Return a session: its mode, its URLs, what it has answered, and what it has not played."""
    redact = session.redactor.redact_text
    return {
        "name": name,
        "mode": mode,
        **addresses.of_session(name),
        "exchanges": session.journal.counts.total(),
        "sources": {str(source): number for source, number in session.journal.counts.items()},
        "clock": describe_clock(session.clock),
        "cassettes": [str(path) for path in session.cassettes],
        "never_played": _describe_unplayed(session.mode),
        "warnings": [redact(warning) for warning in session.warnings],
    }


def _describe_unplayed(mode: Mode) -> list[Json] | None:
    """Return the recordings that were never played; None if the mode plays none."""
    unplayed = mode.unplayed()
    if unplayed is None:
        return None if mode.offline else []
    return [
        {
            "cassette": str(one.path),
            "index": one.index,
            "request": f"{one.request.method} {one.request.target}",
            "place": one.place,
        }
        for one in unplayed
    ]


def describe_clock(clock: Clock) -> Json:
    """Return a clock."""
    now = clock().replace(tzinfo=None).isoformat() + "Z"
    return {"now": now, "frozen": clock.is_stopped}


def describe_result(name: str, result: SessionResult, redactor: Redactor) -> Json:
    """Return the outcome of a session that has ended."""
    redact = redactor.redact_text
    return {
        "name": name,
        "summary": [redact(line) for line in result.summary],
        "never_played": [
            {"cassette": str(one.cassette), "index": one.index} for one in result.unplayed
        ],
        "missed": [redact(one) for one in result.missed],
    }


def describe_exchange(number: int, entry: JournalEntry, redactor: Redactor) -> Json:
    """Return one exchange."""
    request = entry.redacted_request or redactor.redact_request(entry.request)
    response = redactor.redact_response(entry.response, redactor.find_caller(entry.request))
    return {
        "number": number,
        "source": str(entry.source),
        "file": entry.file,
        "index": entry.index,
        "seconds": round(entry.seconds, 6),
        "notes": [redactor.redact_text(note) for note in entry.notes],
        "explanation": redactor.redact_text(entry.report),
        "request": _describe_request(request),
        "response": _describe_response(response),
    }


def _describe_request(request: Request) -> Json:
    form = request.body.decode("utf-8", "replace") if is_form(request.headers) else ""
    return {
        "method": request.method,
        "url": _to_text(request.url),
        "path": _to_text(request.path),
        "query": _parse_fields(request.query),
        "headers": _join(request.headers),
        "form": _parse_fields(form),
        **_describe_body(request.body),
    }


def _describe_response(response: Response) -> Json:
    headers = _join(response.headers)
    return {"status": response.status, "headers": headers, **_describe_body(response.body)}


def _describe_body(body: bytes) -> Json:
    """Return a body as text, else in base64, and parsed if it is JSON."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"body": None, "body_base64": b64encode(body).decode(), "json": None}
    return {"body": text, "body_base64": None, "json": _parse_json(text)}


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None


def _refuse_constant(name: str) -> None:
    """Refuse NaN and the infinities, which Python reads and JSON does not have."""
    raise ValueError(name)


def _join(headers: Headers) -> Mapping[str, str]:
    """Return headers by name in lower case; values of the same name are joined."""
    joined: dict[str, str] = {}
    for name, value in headers:
        lower = _to_text(name.lower())
        text = _to_text(value)
        joined[lower] = f"{joined[lower]}, {text}" if lower in joined else text
    return joined


def _parse_fields(text: str) -> Mapping[str, Any]:
    form = parse_form(text)
    values = {name: list(form.all(name)) for name in form}
    return {
        _to_text(name): [_to_text(one) for one in found] if len(found) > 1 else _to_text(found[0])
        for name, found in values.items()
    }


def _to_text(text: str) -> str:
    """Return a text that JSON can hold: what is not UTF-8 is replaced."""
    return text.encode("utf-8", "replace").decode()
