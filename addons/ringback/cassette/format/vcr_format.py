"""Convert vcrpy's representation of an interaction (plain values) to a request and a response.

Accepts every variant found in published cassettes:

- bodies as `string`, `base64_string`, binary, or the form or JSON fields passed to aiohttp;
- JSON as the value of `parsed_body`, as pydantic-ai writes it;
- header values as lists or as single strings;
- `status_code` and `content` of old httpx cassettes;
- headers as a list of pairs, as in old Tornado cassettes.

Written by hand, an interaction may be shorter: headers may be missing, the status may be a number,
and it is 200 if it is missing in an interaction whose request has no headers or no body. Every tool
writes both, so the interaction is not one that was cut off.
"""

import binascii
import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from ringback.cassette.format.plain_scalars import PlainScalar, resolve_scalars
from ringback.cassette.model import Interaction
from ringback.http.content_encoding import decode_or_keep
from ringback.http.messages import Headers, Request, Response, request_to

# These headers describe the transfer, not the message; the proxy sets them anew on replay. Without
# a length in the file, a body can be edited by hand.
TRANSFER = ("transfer-encoding",)
FRAMING = (*TRANSFER, "content-length")

_BODY_KEYS = {"body", "content", "parsed_body"}
_LONGEST_REPLY = 86_400  # seconds; more cannot have been recorded
# Clients send them in upper case, and people write them in any.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
_BODYLESS = (204, 304)  # statuses whose responses never have a body


class MalformedError(Exception):
    """The value is not an interaction.

    - `incomplete`: something is missing rather than wrong.
    - `ended`: the status code, which is written last, is present, so the write was complete.
    """

    def __init__(self, message: str, incomplete: bool = False, ended: bool = False) -> None:
        super().__init__(message)
        self.incomplete = incomplete
        self.ended = ended


class InteractionParser:
    """Parses the interactions of one run; equal headers share memory."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], tuple[str, str]] = {}

    def parse(self, value: Any) -> Interaction:
        """Return an interaction. Raises MalformedError."""
        try:
            request = self._request(_member(value, "request", dict))
            response = self._response(
                _member(value, "response", dict),
                request.method,
                is_by_hand=not {"headers", "body"} <= value["request"].keys(),
            )
            return Interaction(request, response, _read_seconds(value.get("metadata")))
        except MalformedError as error:
            raise MalformedError(str(error), error.incomplete, _has_code(value)) from None

    def _request(self, value: dict[Any, Any]) -> Request:
        uri = _text(_member(value, "uri"), "uri")
        headers = self._headers(value.get("headers"))
        headers, body = _plain(headers, _as_sent(_find_body(value), headers))
        method = _text(_member(value, "method"), "method")
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
        status = _status(_member(mapping, "status_code" if "status_code" in mapping else "code"))
        message = mapping.get("message")
        reason = "" if message is None else _text(message, "message")
        headers = self._headers(value.get("headers"))
        if "parsed_body" in value and "content-type" not in headers:
            headers = headers.having("Content-Type", "application/json")
        body = _response_body(value, is_optional=method == "HEAD" or status in _BODYLESS)
        if method == "HEAD" and not _bytes(body)[0]:
            # They describe the body that GET would have.
            return Response(status, headers.without(*TRANSFER), b"", reason)
        return Response(status, *_plain(headers.without(*FRAMING), body), reason)

    def _headers(self, value: Any) -> Headers:
        if value is None:
            return Headers()
        if isinstance(value, list):  # old Tornado cassettes: pairs of a name and its values
            value = dict(map(_name_and_values, value))
        if not isinstance(value, dict):
            raise MalformedError(f"`headers` is {_kind(value)}, not a mapping")
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
    mapping: dict[Any, Any] = _member(value, "status", dict)
    return mapping


def _response_body(value: dict[Any, Any], *, is_optional: bool) -> Any:
    if not is_optional and not value.keys() & _BODY_KEYS:
        # Played as an empty one it would be a wrong answer.
        raise MalformedError("`body` is missing", incomplete=True)
    return _find_body(value, "content" if "content" in value else "body")


def _find_body(value: dict[Any, Any], key: str = "body") -> Any:
    """Return a message's body; pydantic-ai writes JSON as the value of `parsed_body`."""
    body = value.get(key)
    if "parsed_body" not in value:
        return body
    if body is not None:
        raise MalformedError(f"`{key}` and `parsed_body` are both there")
    try:
        return json.dumps(resolve_scalars(value["parsed_body"]))
    except TypeError:
        raise MalformedError("`parsed_body` is not JSON") from None


def _name_and_values(pair: Any) -> tuple[str, Any]:
    if isinstance(pair, list) and len(pair) == 2:
        return _text(pair[0], "a header's name"), pair[1]
    raise MalformedError("`headers` has an item that is not a name with values")


def _header_pairs(headers: dict[Any, Any]) -> Iterator[tuple[str, str]]:
    for key, value in headers.items():
        name = _text(key, "a header's name")
        for single in value if isinstance(value, list) else (value,):
            yield name, "" if single is None else _text(single, f"the header {name}")


def _as_sent(value: Any, headers: Headers) -> Any:
    """Encode a body that vcrpy recorded as fields, as it does for aiohttp.

    The cassette does not show whether aiohttp got them as `data=` or `json=`. The content type
    decides; without one, fields whose values are all text are a form. Any other body is returned
    unchanged.
    """
    if isinstance(value, dict) and not value.keys() & {"string", "base64_string"}:
        fields = [(str(name), text) for name, text in value.items()]
    elif isinstance(value, list) and value and all(map(_is_pair, value)):
        fields = [(str(name), text) for name, text in value]
    else:
        return value
    media_type = headers.get("Content-Type") or ""
    if "json" in media_type or (not media_type and not all(_is_field(text) for _, text in fields)):
        try:
            return json.dumps(resolve_scalars(value))
        except TypeError:  # binary values, which YAML has and JSON does not
            raise MalformedError("`body` is neither a form nor JSON") from None
    return urlencode(fields, doseq=True)


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)


def _is_field(value: Any) -> bool:
    if isinstance(value, PlainScalar):
        return isinstance(resolve_scalars(value), str)
    return isinstance(value, str | bytes) or (
        isinstance(value, list) and all(map(_is_field, value))
    )


def _plain(headers: Headers, value: Any) -> tuple[Headers, bytes]:
    """Return the headers without Content-Encoding, and the decoded body."""
    body, was_text = _bytes(value)
    if was_text:
        # It was decoded before it was recorded: an encoded body would not be text.
        return headers.without("content-encoding"), body
    return decode_or_keep(headers, body)


def _bytes(value: Any) -> tuple[bytes, bool]:
    """Return a body, and whether the cassette has it as text."""
    if isinstance(value, dict):
        if "base64_string" in value:
            return _base64(_text(value["base64_string"], "base64_string")), False
        value = _member(value, "string")
    if isinstance(value, list):  # vcrpy's form of an iterator passed as request body
        return b"".join(map(_part, value)), False
    if value is None:
        return b"", False
    if isinstance(value, bytes):
        return value, False
    return _text(value, "body").encode("utf-8", "surrogatepass"), True


def _part(value: Any) -> bytes:
    return value if isinstance(value, bytes) else _text(value, "body").encode()


def _base64(text: str) -> bytes:
    try:
        return b64decode(text)
    except (binascii.Error, ValueError):
        raise MalformedError("`base64_string` is not base64") from None


def _member(value: Any, name: str, kind: type = object) -> Any:
    if not isinstance(value, dict):
        raise MalformedError(f"{_kind(value)}, not a mapping with `{name}`", value is None)
    member = value.get(name)
    if member is None and (name not in value or kind is not object):
        raise MalformedError(f"`{name}` is missing", incomplete=True)
    if not isinstance(member, kind):
        raise MalformedError(f"`{name}` is {_kind(member)}, not {_KINDS[kind]}")
    return member


def _text(value: Any, name: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, int | float):  # JSON's own numbers
        return str(value)
    raise MalformedError(f"`{name}` is {_kind(value)}, not text", incomplete=value is None)


def _has_code(value: Any) -> bool:
    """Return whether an interaction has a complete status code, whatever else is wrong."""
    response = value.get("response") if isinstance(value, dict) else None
    status = response.get("status") if isinstance(response, dict) else None
    code = status.get("code") if isinstance(status, dict) else None
    return code is not None and len(str(code)) >= 3


def _status(code: Any) -> int:
    text = _text(code, "code")
    if len(text) == 3 and text.isascii() and text.isdigit() and text[0] != "0":
        if text[0] == "1":
            raise MalformedError(
                f"`code` is {text}, an interim status and no answer; record it again"
            )
        return int(text)
    # One or two digits may be an interrupted write of three.
    cut_off = len(text) < 3 and text.isdigit()
    raise MalformedError(f"`code` is {text[:40]!r}, not an HTTP status", incomplete=cut_off)


_KINDS = {dict: "a mapping", list: "a list", str: "text", bytes: "binary", type(None): "nothing"}


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "a number")
