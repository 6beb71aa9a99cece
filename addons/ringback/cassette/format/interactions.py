"""Convert vcrpy's representation of an interaction (plain values) to a request and a response.

Accepts every variant found in published cassettes (those of bodies are in `bodies`):

- header values as lists or as single strings;
- `status_code` of old httpx cassettes;
- headers as a list of pairs, as in old Tornado cassettes.

Written by hand, an interaction may be shorter: headers may be missing, the status may be a number,
and it is 200 if it is missing in an interaction whose request has no headers or no body. Every tool
writes both, so the interaction is not one that was cut off.
"""

from collections.abc import Iterator
from typing import Any

from ringback.cassette.format.bodies import (
    decode_body,
    find_request_body,
    find_response_body,
    read_bytes,
)
from ringback.cassette.format.interaction_fields import (
    MalformedError,
    describe_kind,
    get_field,
    get_text,
)
from ringback.cassette.model import Interaction
from ringback.http.messages import Headers, Request, Response, request_to

# These headers describe the transfer, not the message; the proxy sets them anew on replay. Without
# a length in the file, a body can be edited by hand.
TRANSFER = ("transfer-encoding",)
FRAMING = (*TRANSFER, "content-length")

_LONGEST_REPLY = 86_400  # seconds; more cannot have been recorded
# Clients send them in upper case, and people write them in any.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
_BODYLESS = (204, 304)  # statuses whose responses never have a body


class InteractionParser:
    """Parses the interactions of one run; equal headers share memory."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], tuple[str, str]] = {}

    def parse(self, value: Any) -> Interaction:
        """Return an interaction. Raises MalformedError."""
        try:
            request = self._request(get_field(value, "request", dict))
            response = self._response(
                get_field(value, "response", dict),
                request.method,
                is_by_hand=not {"headers", "body"} <= value["request"].keys(),
            )
            return Interaction(request, response, _read_seconds(value.get("metadata")))
        except MalformedError as error:
            raise MalformedError(str(error), error.incomplete, _has_code(value)) from None

    def _request(self, value: dict[Any, Any]) -> Request:
        uri = get_text(get_field(value, "uri"), "uri")
        headers = self._headers(value.get("headers"))
        headers, body = decode_body(headers, find_request_body(value, headers))
        method = get_text(get_field(value, "method"), "method")
        method = method.upper() if method.upper() in _METHODS else method
        if (method, uri) == ("OPTIONS", "*"):  # about a server that is not noted
            return Request(method, "https", "", 443, uri, headers, body)
        try:
            # The target of a CONNECT is a host and a port.
            url = uri if method != "CONNECT" or "://" in uri else f"https://{uri}"
            return request_to(method, url, headers, body)
        except ValueError as error:
            raise MalformedError(f"`uri` is not an absolute URL: {uri[:200]!r} ({error})") from None

    def _response(self, value: dict[Any, Any], method: str, *, is_by_hand: bool) -> Response:
        mapping = _find_status(value, is_by_hand=is_by_hand)
        status = _status(get_field(mapping, "status_code" if "status_code" in mapping else "code"))
        message = mapping.get("message")
        reason = "" if message is None else get_text(message, "message")
        headers = self._headers(value.get("headers"))
        if "parsed_body" in value and "content-type" not in headers:
            headers = headers.having("Content-Type", "application/json")
        body = find_response_body(value, is_optional=method == "HEAD" or status in _BODYLESS)
        if method == "HEAD" and not read_bytes(body)[0]:
            # They describe the body that GET would have.
            return Response(status, headers.without(*TRANSFER), b"", reason)
        return Response(status, *decode_body(headers.without(*FRAMING), body), reason)

    def _headers(self, value: Any) -> Headers:
        if value is None:
            return Headers()
        if isinstance(value, list):  # old Tornado cassettes: pairs of a name and its values
            value = dict(map(_name_and_values, value))
        if not isinstance(value, dict):
            raise MalformedError(f"`headers` is {describe_kind(value)}, not a mapping")
        return Headers(self._shared(pair) for pair in _header_pairs(value))

    def _shared(self, pair: tuple[str, str]) -> tuple[str, str]:
        return self._pairs.setdefault(pair, pair)


def _read_seconds(metadata: Any) -> float | None:
    """Return how long a reply took, as `writer` notes it; None if that is not known."""
    noted = metadata.get("ringback") if isinstance(metadata, dict) else None
    try:
        seconds = float(str(noted.get("seconds"))) if isinstance(noted, dict) else -1.0
    except ValueError:
        return None
    return seconds if 0 <= seconds < _LONGEST_REPLY else None


def _find_status(value: dict[Any, Any], *, is_by_hand: bool) -> dict[Any, Any]:
    """Return the mapping that has the status code of a response."""
    if "status_code" in value:
        return value
    if is_by_hand and value.get("status") is None:
        return {"code": 200}
    if isinstance(value.get("status"), int | str):
        return {"code": value["status"]}
    mapping: dict[Any, Any] = get_field(value, "status", dict)
    return mapping


def _name_and_values(pair: Any) -> tuple[str, Any]:
    if isinstance(pair, list) and len(pair) == 2:
        return get_text(pair[0], "a header's name"), pair[1]
    raise MalformedError("`headers` has an item that is not a name with values")


def _header_pairs(headers: dict[Any, Any]) -> Iterator[tuple[str, str]]:
    for key, value in headers.items():
        name = get_text(key, "a header's name")
        for single in value if isinstance(value, list) else (value,):
            yield name, "" if single is None else get_text(single, f"the header {name}")


def _has_code(value: Any) -> bool:
    """Return whether an interaction has a complete status code, whatever else is wrong."""
    response = value.get("response") if isinstance(value, dict) else None
    status = response.get("status") if isinstance(response, dict) else None
    code = status.get("code") if isinstance(status, dict) else None
    return code is not None and len(str(code)) >= 3


def _status(code: Any) -> int:
    text = get_text(code, "code")
    if len(text) == 3 and text.isascii() and text.isdigit() and text[0] != "0":
        if text[0] == "1":
            raise MalformedError(
                f"`code` is {text}, an interim status and no answer; record it again"
            )
        return int(text)
    # One or two digits may be an interrupted write of three.
    cut_off = len(text) < 3 and text.isdigit()
    raise MalformedError(f"`code` is {text[:40]!r}, not an HTTP status", incomplete=cut_off)
