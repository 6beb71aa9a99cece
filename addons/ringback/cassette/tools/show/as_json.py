"""Describe a cassette's interactions as JSON, for programs."""

from collections.abc import Iterator
from typing import Any

from ringback.cassette.model import Cassette
from ringback.cassette.tools.show.redacted import redact_recordings
from ringback.http.json_values import map_texts
from ringback.http.message_json import describe_request, describe_response


def describe_interactions(cassette: Cassette) -> Iterator[dict[str, Any]]:
    """Yield each interaction; requests and responses are as in the control API."""
    redacted = redact_recordings(cassette)
    for recording in redacted.recordings:
        described = {
            "cassette": str(cassette.path),
            "index": recording.index,
            "line": recording.line,
            "request": describe_request(recording.request),
            "response": describe_response(recording.response),
        }
        yield map_texts(described, redacted.redactor.redact_text)
