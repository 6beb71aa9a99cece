"""Export cassettes as an HTTP archive (HAR 1.2), which browsers' developer tools import.

Sources: the HAR 1.2 specification, and the requirements of Chrome's importer: every key below, a
date for each entry, no negative times. Unknown values are -1 for sizes, 0 for times, and the
beginning of 1970 for a reply without a `Date` header.

Not mitmproxy's SaveHar, for these reasons:

- It needs flows with connections and timestamps; an adapter would be as long as this module.
- It computes header sizes from a Python repr, and invents times and HTTP versions.
- It does not name the recording, which the entry's `comment` does here.
- It omits `postData` for methods other than POST, PUT and PATCH.
"""

import json
from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from ringback.cassette.model import Cassette, Interaction, Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.tools.reply_date import parse_reply_date
from ringback.errors import CassetteError
from ringback.http.forms import is_form, parse_pairs
from ringback.http.messages import Headers, Request, Response, replace_surrogates

_UNKNOWN = "1970-01-01T00:00:00.000Z"


def export_har(cassettes: list[Cassette], version: str) -> str:
    """Return a redacted archive as JSON text; `version` is Ringback's.

    Raises CassetteError if redaction cannot remove a secret.
    """
    entries = [entry for cassette in cassettes for entry in _entries(cassette)]
    creator = {"name": "Ringback", "version": version}
    archive = {"log": {"version": "1.2", "creator": creator, "pages": [], "entries": entries}}
    return json.dumps(archive, indent=2) + "\n"


def _entries(cassette: Cassette) -> list[dict[str, Any]]:
    redactor = Redactor(cassette.redact_names)
    for recording in cassette.recordings:
        redactor.remember(recording.request)  # a later secret may also be in an earlier recording
    return [_entry(recording, redactor) for recording in cassette.recordings]


def _entry(recording: Recording, redactor: Redactor) -> dict[str, Any]:
    request = redactor.redact_request(recording.request)
    caller = redactor.key_accounts.find_caller(recording.request)
    response = redactor.redact_response(recording.response, caller)
    place = redactor.find_leak(Interaction(request, response))
    if place is not None:
        message = (
            f"interaction {recording.index}: {place} still holds a secret after redaction; "
            "delete the interaction"
        )
        raise CassetteError(message, recording.path, recording.line)
    return {
        "startedDateTime": _moment(response),
        "time": 0,
        "request": _request(request),
        "response": _response(response),
        "cache": {},
        "timings": {"blocked": -1, "dns": -1, "connect": -1, "send": 0, "wait": 0, "receive": 0},
        "comment": recording.label,
    }


def _request(request: Request) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "method": request.method,
        "url": replace_surrogates(request.url),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(request.headers),
        "queryString": _pairs(request.query),
        "headersSize": -1,
        "bodySize": len(request.body),
    }
    if request.body:
        mime_type = request.headers.get("content-type") or ""
        text = replace_surrogates(request.body.decode("utf-8", "surrogateescape"))
        entry["postData"] = {"mimeType": mime_type, "text": text}
        if is_form(request.headers):
            entry["postData"]["params"] = _pairs(text)
    return entry


def _response(response: Response) -> dict[str, Any]:
    content: dict[str, Any] = {
        "size": len(response.body),
        "mimeType": response.headers.get("content-type") or "x-unknown",
    }
    try:
        content["text"] = response.body.decode()
    except UnicodeDecodeError:
        content.update(text=b64encode(response.body).decode("ascii"), encoding="base64")
    return {
        "status": response.status,
        "statusText": replace_surrogates(response.reason),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(response.headers),
        "content": content,
        "redirectURL": replace_surrogates(response.headers.get("location") or ""),
        "headersSize": -1,
        "bodySize": len(response.body),
    }


def _headers(headers: Headers) -> list[dict[str, str]]:
    return _named_values(headers)


def _pairs(encoded: str) -> list[dict[str, str]]:
    return _named_values(parse_pairs(encoded, errors="replace"))


def _named_values(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"name": replace_surrogates(name), "value": replace_surrogates(value)}
        for name, value in pairs
    ]


def _moment(response: Response) -> str:
    moment = parse_reply_date(response)
    if moment is None:
        return _UNKNOWN
    return f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
