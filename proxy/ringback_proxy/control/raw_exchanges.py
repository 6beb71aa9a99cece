"""Exchanges as they were sent, for the test run that has started the proxy."""

from base64 import b64encode
from typing import Any

from ringback.http.messages import Headers
from ringback.journal import JournalEntry
from ringback_proxy.sessions.result import SessionResult

Json = dict[str, Any]


def describe_numbered(numbered: tuple[int, JournalEntry]) -> Json:
    """Return one exchange of a list; a test counts them itself."""
    return describe_entry(numbered[1])


def describe_result(result: SessionResult) -> Json:
    """Return the outcome of a test, with its exchanges if something went wrong."""
    history = result.history
    return {
        "summary": list(result.summary),
        "cassettes": [str(path) for path in result.cassettes],
        "never_played": [
            {"cassette": str(one.cassette), "index": one.index} for one in result.unplayed
        ],
        "missed": list(result.missed),
        "unknown_parameters": list(result.unknown_parameters),
        "history": history
        and {
            "exchanges": [describe_entry(entry) for entry in history.entries],
            "warnings": list(history.warnings),
        },
    }


def describe_entry(entry: JournalEntry) -> Json:
    """Return one exchange; bodies are in base64."""
    request, response = entry.request, entry.response
    return {
        "source": str(entry.source),
        "seconds": entry.seconds,
        "file": entry.file,
        "index": entry.index,
        "notes": list(entry.notes),
        "report": entry.report,
        "fault": entry.fault,
        "request": {
            "method": request.method,
            "scheme": request.scheme,
            "host": request.host,
            "port": request.port,
            "target": request.target,
            "headers": _list(request.headers),
            "body": b64encode(request.body).decode(),
        },
        "response": {
            "status": response.status,
            "reason": response.reason,
            "headers": _list(response.headers),
            "body": b64encode(response.body).decode(),
        },
    }


def _list(headers: Headers) -> list[tuple[str, str]]:
    return list(headers.pairs)
