"""Links in a response, rewritten so that the client can follow them.

A client follows `meta.next_page_url` and a redirect's `Location` as they are. So on the base-URL
listener they must not lead to the real host, and with `--upstream` they must not lead past Ringback
to the upstream. Of a body only `url`, `links` and `meta` are touched: a URL in Attributes is the
user's.
"""

import json
import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from ringback.http.json_values import parse_json
from ringback.http.messages import Headers, Response
from ringback.http.origin import DEFAULT_PORTS, Origin
from ringback.twilio.values import hosts

API = Origin("https", hosts.API_HOST, 443)

HEADERS = ("Location", "Content-Location", "Link")

_START = re.compile("[^:/?#]+://[^/?#]*")
_LINK_TARGET = re.compile("<([^<>]*)>")


def rewrite_links(response: Response, base_url: str, origin: Origin = API) -> Response:
    """Return the response with its links to `origin` under `base_url`, and unchanged without any.

    `base_url` has no slash at its end: `http://127.0.0.1:8081`.
    """
    headers = _rewrite_headers(response.headers, base_url, origin)
    body = _rewrite_body(response.body, base_url, origin)
    if headers is response.headers and body is response.body:
        return response
    return Response(response.status, headers, body, response.reason)


def _rewrite_headers(headers: Headers, base_url: str, origin: Origin) -> Headers:
    if all(headers.get(name) is None for name in HEADERS):  # as in nearly every response
        return headers
    pairs = tuple(
        (name, _rewrite_header(name.title(), value, base_url, origin)) for name, value in headers
    )
    return headers if pairs == headers.pairs else Headers(pairs)


def _rewrite_header(name: str, value: str, base_url: str, origin: Origin) -> str:
    if name not in HEADERS:
        return value
    if name != "Link":
        return _rebase(value.strip(), base_url, origin) or value
    return _LINK_TARGET.sub(
        lambda match: f"<{_rebase(match[1], base_url, origin) or match[1]}>", value
    )


def _rewrite_body(body: bytes, base_url: str, origin: Origin) -> bytes:
    if origin.host.lower().encode() not in body.lower():
        return body
    try:
        document = parse_json(body)
        return _encode(document) if _rewrite(document, base_url, origin) else body
    except (ValueError, RecursionError):
        return body


# Built once: json.dumps builds an encoder for each call with an option.
_to_text = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def _encode(document: Any) -> bytes:
    try:
        return _to_text(document).encode()
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can only escape
        return json.dumps(document).encode()


def _rewrite(document: Any, base_url: str, origin: Origin) -> bool:
    """Rewrite the links of an object, or of the objects in its lists; return whether any was."""
    if not isinstance(document, dict):
        return False
    changed = False
    for key, value in document.items():
        if key == "url":
            changed |= _rebase_member(document, key, base_url, origin)
        elif key in ("links", "meta") and isinstance(value, dict):
            for name in value:
                changed |= _rebase_member(value, name, base_url, origin)
        elif isinstance(value, list):
            for item in value:
                changed |= _rewrite(item, base_url, origin)
    return changed


def _rebase_member(links: dict[str, Any], name: str, base_url: str, origin: Origin) -> bool:
    """Rewrite one link in place; return whether it leads to the origin."""
    link = links[name]
    rebased = _rebase(link, base_url, origin) if isinstance(link, str) else None
    if rebased is None:
        return False
    links[name] = rebased
    return True


def _rebase(link: str, base_url: str, origin: Origin) -> str | None:
    """Return a link under `base_url`, or None if it does not lead to the origin."""
    start = _START.match(link)
    if start is None or not _leads_to(start[0], origin):
        return None
    return base_url + link[start.end() :]


@lru_cache(maxsize=256)  # a list has hundreds of links that begin alike
def _leads_to(start: str, origin: Origin) -> bool:
    """Whether a link leads to an origin; `start` is its scheme and its authority.

    The scheme may differ: behind a company's TLS terminator an upstream writes `http`.
    """
    try:
        parts = urlsplit(start)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in DEFAULT_PORTS or host != origin.host.lower() or "@" in parts.netloc:
        return False
    return (port or DEFAULT_PORTS[origin.scheme]) == origin.port
