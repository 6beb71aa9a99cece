"""A cassette as an HTTP archive (HAR 1.2), as browsers' developer tools import it.

Source: the HAR 1.2 specification, and what Chrome's importer insists on: every key below, a date
for each entry, times that are not negative. What a cassette does not know is said as HAR says it:
sizes of -1, times of 0, and for a reply without a `Date` header the beginning of 1970.
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


def har(cassettes: list[Cassette], version: str) -> str:
    """Return the text of an archive; `version` is Ringback's.

    Secrets are redacted. Raises CassetteError for one that redaction does not reach.
    """
    entries = [entry for cassette in cassettes for entry in _entries(cassette)]
    creator = {"name": "Ringback", "version": version}
    archive = {"log": {"version": "1.2", "creator": creator, "pages": [], "entries": entries}}
    return json.dumps(archive, indent=2) + "\n"


def _entries(cassette: Cassette) -> list[dict[str, Any]]:
    redactor = Redactor(cassette.redact_names)
    for recording in cassette.recordings:
        redactor.remember(recording.request)  # what is known late may stand early
    return [_entry(recording, redactor) for recording in cassette.recordings]


def _entry(recording: Recording, redactor: Redactor) -> dict[str, Any]:
    request = redactor.redact_request(recording.request)
    caller = redactor.find_caller(recording.request)
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
    told: dict[str, Any] = {
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
        told["postData"] = {"mimeType": mime_type, "text": text}
        if is_form(request.headers):
            told["postData"]["params"] = _pairs(text)
    return told


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
