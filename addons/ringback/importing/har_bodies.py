"""The bodies in a HAR: text or base64, decoded from what Content-Encoding says.

A HAR holds text; a body's bytes are that text in the charset of its Content-Type. Programs leave
bodies out, or cut them off: playing such a reply would be a wrong answer.
"""

import binascii
from base64 import b64decode
from email.message import Message
from typing import Any
from urllib.parse import urlencode

from ringback.http.content_encoding import decode_or_keep
from ringback.http.forms import FORM_TYPE
from ringback.http.messages import Headers
from ringback.importing.exchange import UnusableError

_BODYLESS = (204, 304)


def read_request_body(request: dict[str, Any], headers: Headers) -> tuple[Headers, bytes]:
    """Return the headers and the decoded body of a request. Raises UnusableError."""
    post = request.get("postData")
    # HTTP Toolkit puts what is not text beside the standard's place for it.
    for content in (request.get("_content"), post):
        if isinstance(content, dict) and isinstance(content.get("text"), str):
            return _decode(content, headers, _size(request.get("bodySize")))
    params = post.get("params") if isinstance(post, dict) else None
    if isinstance(params, list) and params:
        return headers.without("content-encoding"), _join(post, params)
    status = request.get("_requestBodyStatus")
    if isinstance(status, str):
        raise UnusableError(f"its request body is not in the file ({status})")
    if _size(request.get("bodySize")) > 0:
        raise UnusableError("its request body is not in the file")
    return headers.without("content-encoding"), b""


def _join(post: Any, params: list[Any]) -> bytes:
    """Return the form that parameters were read from, if that can be said."""
    if str(post.get("mimeType") or "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise UnusableError("its request body is in the file only in parts")
    pairs = [param for param in params if isinstance(param, dict)]
    return urlencode(
        [(str(one.get("name", "")), str(one.get("value", ""))) for one in pairs]
    ).encode("ascii")


def read_response_body(
    response: dict[str, Any], method: str, status: int, headers: Headers
) -> tuple[Headers, bytes]:
    """Return the headers and the decoded body of a response. Raises UnusableError."""
    content = response.get("content")
    content = content if isinstance(content, dict) else {}
    if method == "HEAD" or status in _BODYLESS:
        return headers.without("content-encoding"), b""
    size = _size(content.get("size"))
    if not isinstance(content.get("text"), str):
        if size > 0:
            raise UnusableError("its reply's body is not in the file")
        return headers.without("content-encoding"), b""
    is_encoded = "content-encoding" in headers
    headers, body = _decode(content, headers, size)
    if len(body) < size and not is_encoded:
        raise UnusableError(f"its reply's body is cut off: {len(body)} of {size} bytes")
    return headers, body


def _decode(content: dict[str, Any], headers: Headers, size: int) -> tuple[Headers, bytes]:
    text = content["text"]
    if content.get("encoding") == "base64":
        try:
            body = b64decode(text)
        except (binascii.Error, ValueError):
            raise UnusableError("a body that is said to be base64 is not") from None
        headers, body = decode_or_keep(headers, body)
    else:
        body = _encode(text, headers, size)
    return headers.without("content-encoding"), body


def _encode(text: str, headers: Headers, size: int) -> bytes:
    """Return the bytes of a text; lone surrogates are bytes that were not text.

    Where no charset is named, mitmproxy reads a form as Latin-1: its `size` in bytes tells.
    """
    message = Message()
    message["Content-Type"] = headers.get("content-type") or ""
    charset = message.get_content_charset()
    if charset is None and not text.isascii() and len(text) == size:
        charset = "latin-1"
    try:
        return text.encode(charset or "utf-8")
    except (LookupError, UnicodeError):
        return text.encode("utf-8", "surrogateescape")


def _size(value: Any) -> int:
    return value if isinstance(value, int) else 0
