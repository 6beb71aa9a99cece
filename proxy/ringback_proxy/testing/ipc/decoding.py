"""Values from the control API's JSON: exchanges as they were sent, and outcomes of tests."""

from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ringback.http.messages import Headers, Request, Response
from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.sessions.result import History, SessionResult, UnplayedRecording

Json = Mapping[str, Any]


def decode_history(document: Json) -> History:
    """Return the exchanges of a session, and its warnings."""
    return History(tuple(map(decode_entry, document["exchanges"])), tuple(document["warnings"]))


def decode_result(document: Json) -> SessionResult:
    """Return the outcome of a session."""
    history = document["history"]
    return SessionResult(
        tuple(document["summary"]),
        tuple(map(Path, document["cassettes"])),
        tuple(
            UnplayedRecording(Path(one["cassette"]), one["index"])
            for one in document["never_played"]
        ),
        tuple(document["missed"]),
        None if history is None else decode_history(history),
        unknown_parameters=tuple(document["unknown_parameters"]),
    )


def decode_entry(document: Json) -> JournalEntry:
    """Return one exchange."""
    request, response = document["request"], document["response"]
    return JournalEntry(
        Request(
            request["method"],
            request["scheme"],
            request["host"],
            request["port"],
            request["target"],
            _decode_headers(request["headers"]),
            b64decode(request["body"]),
        ),
        Response(
            response["status"],
            _decode_headers(response["headers"]),
            b64decode(response["body"]),
            response["reason"],
        ),
        Source(document["source"]),
        document["seconds"],
        document["file"],
        document["index"],
        tuple(document["notes"]),
        document["report"],
        fault=document["fault"],
    )


def _decode_headers(pairs: list[list[str]]) -> Headers:
    return Headers((name, value) for name, value in pairs)


def describe_unplayed(document: Json) -> str:
    """Return a recording that was never played: label, request, file and line."""
    label = f"{Path(document['cassette']).name} #{document['index']}"
    return f"{label}: {document['request']} ({document['place']})"
