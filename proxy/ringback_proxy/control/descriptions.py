"""Sessions, exchanges and outcomes as JSON, redacted as cassettes are."""

from typing import Any

from ringback.cassette.redaction.redactor import Redactor
from ringback.http.message_json import describe_request, describe_response
from ringback.http.messages import Request, Response
from ringback.journal import JournalEntry
from ringback.modes.mode import Mode
from ringback_proxy.control.context import Addresses
from ringback_proxy.sessions.clock import Clock
from ringback_proxy.sessions.result import SessionResult
from ringback_proxy.sessions.session import Session

Json = dict[str, Any]


def describe_session(name: str, session: Session, mode: str, addresses: Addresses) -> Json:
    """Return a session: its mode, its URLs, what it has answered, and what it has not played."""
    redact = session.redactor.redact_text
    counts = session.journal.counts.copy()  # which grow meanwhile, if this is in a thread
    return {
        "name": name,
        "mode": mode,
        **addresses.of_session(name),
        "exchanges": counts.total(),
        "sources": {str(source): number for source, number in counts.items()},
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
            "request": one.request.label,
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
        "unknown_parameters": [redact(one) for one in result.unknown_parameters],
    }


def redact_exchange(entry: JournalEntry, redactor: Redactor) -> tuple[Request, Response]:
    """Return the request and the response of an exchange, redacted."""
    request = entry.redacted_request or redactor.redact_request(entry.request)
    caller = redactor.key_accounts.find_caller(entry.request)
    response = redactor.redact_response(entry.response, caller)
    return request, response


def describe_exchange(number: int, entry: JournalEntry, redactor: Redactor) -> Json:
    """Return one exchange."""
    request, response = redact_exchange(entry, redactor)
    return {
        "number": number,
        "source": str(entry.source),
        "file": entry.file,
        "index": entry.index,
        "fault": entry.fault,
        "seconds": round(entry.seconds, 6),
        "notes": [redactor.redact_text(note) for note in entry.notes],
        "explanation": redactor.redact_text(entry.report),
        "request": describe_request(request),
        "response": describe_response(response),
    }
