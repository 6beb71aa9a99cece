"""Exchanges as they were sent, and outcomes of tests, as the JSON of `ipc/decoding.py`."""

from base64 import b64encode
from typing import Any

from ringback.http.messages import Headers
from ringback.journal import JournalEntry
from ringback_proxy.sessions.result import History, SessionResult

Json = dict[str, Any]


def describe_result(result: SessionResult) -> Json:
    """Return the outcome of a test, with its exchanges if something went wrong."""
    return {
        "summary": list(result.summary),
        "cassettes": [str(path) for path in result.cassettes],
        "never_played": [
            {"cassette": str(one.cassette), "index": one.index} for one in result.unplayed
        ],
        "missed": list(result.missed),
        "unknown_parameters": list(result.unknown_parameters),
        "history": result.history and describe_history(result.history),
    }


def describe_history(history: History) -> Json:
    """Return the exchanges of a test, and its warnings."""
    return {
        "exchanges": [describe_entry(entry) for entry in history.entries],
        "warnings": list(history.warnings),
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
