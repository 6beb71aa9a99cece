"""Links in a response over the base URL, rewritten to the host that the client used.

A client follows `meta.next_page_url` as it is, so on the base-URL listener it must not lead to the
real host. Only `url`, `links` and `meta` are touched: a URL in Attributes is the user's.
"""

import json
from typing import Any

from ringback.http.messages import Response
from ringback.twilio.values import hosts

_API = f"https://{hosts.API_HOST}"


def rewrite_links(response: Response, base_url: str) -> Response:
    """Return the response with its links under `base_url` (such as `http://127.0.0.1:8081`)."""
    if hosts.API_HOST.encode() not in response.body:
        return response
    try:
        document = json.loads(response.body)
        _rewrite(document, base_url)
        body = json.dumps(document).encode()
    except (ValueError, RecursionError):
        return response
    return Response(response.status, response.headers, body, response.reason)


def _rewrite(document: Any, base_url: str) -> None:
    """Rewrite the links of an object, or of the objects in its lists, in place."""
    if not isinstance(document, dict):
        return
    for key, value in document.items():
        if key == "url":
            document[key] = _rebase(value, base_url)
        elif key in ("links", "meta") and isinstance(value, dict):
            document[key] = {name: _rebase(link, base_url) for name, link in value.items()}
        elif isinstance(value, list):
            for item in value:
                _rewrite(item, base_url)


def _rebase(link: Any, base_url: str) -> Any:
    if isinstance(link, str) and (link == _API or link.startswith(f"{_API}/")):
        return base_url + link[len(_API) :]
    return link
