"""Read HTTP archives (HAR 1.2): of browsers, of HTTP Toolkit, of mitmproxy, and Ringback's own.

Sources: the HAR 1.2 specification; what Chromium 156 and mitmproxy 11 and 12 write; HTTP Toolkit's
additions `_content` and `_requestBodyStatus`. A browser's archive is "sanitized" by default: then
credentials are not in it, and the account is that of the replies.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ringback.cassette.format.foreign import explain_foreign
from ringback.cassette.format.interactions import FRAMING
from ringback.cassette.model import Interaction
from ringback.errors import CassetteError
from ringback.http.messages import Headers, Request, Response, request_to
from ringback.importing.eligibility import check_request
from ringback.importing.exchange import Found, ImportedExchange, LeftOut, UnusableError
from ringback.importing.har_bodies import read_request_body, read_response_body

_DROPPED = (*FRAMING, "ringback")


def read_har(data: bytes, path: Path) -> Iterator[Found]:
    """Yield what each entry of an archive is, in the order of the file.

    Raises CassetteError if the file is not an archive.
    """
    for index, entry in enumerate(_list_entries(data, path), 1):
        yield _read_entry(entry, f"entry {index}")


def _list_entries(data: bytes, path: Path) -> list[Any]:
    foreign = explain_foreign(data, path, "har")
    if foreign:
        raise CassetteError(foreign, path)
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CassetteError(f"not an HTTP archive (HAR): {_describe(error)}", path) from None
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise CassetteError("not an HTTP archive (HAR): there is no list `log.entries`", path)
    return entries


def _describe(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} in line {error.lineno}"
    return "no JSON in UTF-8"


def _read_entry(entry: Any, place: str) -> Found:
    request = _member(entry, "request")
    method, url = str(request.get("method") or ""), str(request.get("url") or "")
    if not method or not url:
        return LeftOut(place, "", "there is no request in it")
    shown = f"{method} {url.partition('?')[0][:200]}"
    try:
        bare = request_to(method, url, _read_headers(request))
    except ValueError:
        return LeftOut(place, shown, "its URL has no host", host=url.partition(":")[0])
    refusal = check_request(bare, place)
    if refusal is not None:
        return refusal
    try:
        return ImportedExchange(place, _read_exchange(entry, request, bare))
    except UnusableError as error:
        return LeftOut(place, shown, str(error))


def _read_exchange(entry: Any, request: dict[str, Any], bare: Request) -> Interaction:
    """Return an exchange with Twilio; `bare` is its request without the body."""
    if entry.get("_resourceType") == "websocket" or "_webSocketMessages" in entry:
        raise UnusableError("a WebSocket")
    response = _member(entry, "response")
    status = response.get("status")
    if not isinstance(status, int) or not 200 <= status <= 599:
        # Browsers write 0, and other programs leave the reply out.
        raise UnusableError("there is no reply")
    headers, body = read_request_body(request, bare.headers)
    sent = Request(
        bare.method, bare.scheme, bare.host, bare.port, bare.target, headers, body, bare.userinfo
    )
    reply_headers, reply_body = read_response_body(
        response, bare.method, status, _read_headers(response)
    )
    reason = str(response.get("statusText") or "")
    return Interaction(sent, Response(status, reply_headers, reply_body, reason))


def _member(entry: Any, name: str) -> dict[str, Any]:
    member = entry.get(name) if isinstance(entry, dict) else None
    return member if isinstance(member, dict) else {}


def _read_headers(message: dict[str, Any]) -> Headers:
    """Return the headers of a message without HTTP/2's (`:method`) and the transfer's."""
    listed = message.get("headers")
    pairs = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    named = ((str(one.get("name") or ""), str(one.get("value") or "")) for one in pairs)
    return Headers(
        (name, value)
        for name, value in named
        if name and not name.startswith(":") and name.lower() not in _DROPPED
    )
