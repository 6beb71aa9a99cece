"""Who may use the control API: clients with the token that ask for one of the proxy's own hosts.

A page in a browser has no token, and gets no answer even if its own name leads here (DNS
rebinding): its name is not one of the proxy's.
"""

import hmac
import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ringback_proxy.access.proxy_auth import is_loopback
from ringback_proxy.control import errors
from ringback_proxy.control.access import PAGE, PAGE_FILES, PAGE_VIEWS, PREFIX
from ringback_proxy.control.context import ControlContext

HEALTH = f"{PREFIX}/health"

_AUTHORITY = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::[0-9]{1,5})?")

_BASE_URL = f"the base URL has {HEALTH} only; the control API is on the proxy's own port"
_ELSEWHERE = (
    f"only paths below {PREFIX}/ are served here: this is the proxy's own port. Send requests for "
    "Twilio through it as a proxy, or to the base URL (--base-url-port)"
)
_HOST = "this Host is none of the proxy's own; use 127.0.0.1, or the proxy's address"
_ORIGIN = "pages of other origins may not use the control API"
_TOKEN = "send Authorization: Bearer TOKEN; `ringback env` prints RINGBACK_CONTROL_TOKEN"


class Guard:
    """ASGI middleware that refuses requests without the token or from elsewhere."""

    def __init__(self, app: ASGIApp, context: ControlContext) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return
        refusal = self._find_refusal(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await refusal(scope, receive, send)

    def _find_refusal(self, scope: Scope) -> ASGIApp | None:
        path = scope["path"]
        own_host, own_port = scope["server"] or ("", None)
        is_open = path in (HEALTH, PAGE) or path.startswith(PAGE_FILES)
        if not (is_open or path.startswith((f"{PREFIX}/", PAGE_VIEWS))):
            return errors.make_response(404, _ELSEWHERE)
        if own_port == self._context.addresses.base_url_port:
            return None if path == HEALTH else errors.make_response(404, _BASE_URL)
        headers = Headers(scope=scope)
        sent = headers.getlist("host")
        if len(sent) != 1 or not self._is_own(sent[0], own_host):
            return errors.make_response(403, _HOST)
        if any(
            origin.lower() != f"http://{sent[0].lower()}" for origin in headers.getlist("origin")
        ):
            return errors.make_response(403, _ORIGIN)
        if is_open or self._has_token(headers.get("authorization", "")):
            return None
        response = errors.make_response(401, _TOKEN)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def _is_own(self, authority: str, own_host: str) -> bool:
        """Return whether a host, perhaps with a port, is an address or a name of this machine."""
        host = _parse_host(authority)
        if host in self._context.host_names:
            return True
        address = _parse_address(host)
        if address is None:
            return False
        return is_loopback(host) or str(address) == own_host.removeprefix("::ffff:")

    def _has_token(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        sent, expected = token.strip().encode(), self._context.token.encode()
        return hmac.compare_digest(sent, expected) and scheme.lower() == "bearer"


@lru_cache(maxsize=16)  # a client asks the same host again and again
def _parse_address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _parse_host(authority: str) -> str:
    """Return the host of `host:port` in lower case; empty if there is none."""
    match = _AUTHORITY.fullmatch(authority)
    return (match[1] or match[2]).lower() if match is not None else ""
