"""Links in a response, rewritten so that the client can follow them.

A client follows `meta.next_page_url` as it is. So on the base-URL listener it must not lead to the
real host, and with `--upstream` it must not lead past Ringback to the upstream. Only `url`, `links`
and `meta` are touched: a URL in Attributes is the user's.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from ringback.http.messages import Response
from ringback.http.origin import DEFAULT_PORTS, Origin
from ringback.twilio.values import hosts

API = Origin("https", hosts.API_HOST, 443)


def rewrite_links(response: Response, base_url: str, origin: Origin = API) -> Response:
    """Return the response with its links to `origin` under `base_url`, and unchanged without any.

    `base_url` has no path: `http://127.0.0.1:8081`.
    """
    if origin.host.lower().encode() not in response.body.lower():
        return response
    try:
        document = json.loads(response.body)
        if not _rewrite(document, base_url, origin):
            return response
        body = _encode(document)
    except (ValueError, RecursionError):
        return response
    return Response(response.status, response.headers, body, response.reason)


def _encode(document: Any) -> bytes:
    try:
        return json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can only escape
        return json.dumps(document).encode()


def _rewrite(document: Any, base_url: str, origin: Origin) -> bool:
    """Rewrite the links of an object, or of the objects in its lists; return whether any was."""
    if not isinstance(document, dict):
        return False
    changed = False
    for key, value in document.items():
        if key == "url":
            changed |= _rebase(document, key, base_url, origin)
        elif key in ("links", "meta") and isinstance(value, dict):
            for name in value:
                changed |= _rebase(value, name, base_url, origin)
        elif isinstance(value, list):
            for item in value:
                changed |= _rewrite(item, base_url, origin)
    return changed


def _rebase(links: dict[str, Any], name: str, base_url: str, origin: Origin) -> bool:
    """Rewrite one link in place; return whether it leads to the origin."""
    link = links[name]
    if not isinstance(link, str) or not _leads_to(link, origin):
        return False
    authority = urlsplit(link).netloc
    links[name] = base_url + link.partition("//")[2][len(authority) :]
    return True


def _leads_to(link: str, origin: Origin) -> bool:
    """Whether a link leads to an origin.

    The scheme may differ: behind a company's TLS terminator an upstream writes `http`.
    """
    try:
        parts = urlsplit(link)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in DEFAULT_PORTS or host != origin.host.lower() or "@" in parts.netloc:
        return False
    return (port or DEFAULT_PORTS[origin.scheme]) == origin.port
