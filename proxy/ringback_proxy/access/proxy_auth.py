"""Access control. A proxy tunnels to any host, so other machines need the password.

Programs on this machine need it only with `--proxy-auth`. The base URL needs none: it answers the
API and nothing else, and its `Authorization` header is meant for Twilio.
"""

import logging
from dataclasses import replace
from functools import lru_cache
from ipaddress import ip_address
from weakref import WeakSet

from mitmproxy import connection, http

from ringback.mitmproxy_addon import error_responses
from ringback.mitmproxy_addon.flows.requests import is_over_base_url
from ringback.mitmproxy_addon.flows.responses import answer_flow
from ringback_proxy.access.proxy_credentials import ProxyCredentials

logger = logging.getLogger(__name__)

_CHALLENGE = 'Basic realm="ringback", charset="UTF-8"'
_REQUIRED = (
    "this proxy wants the user name and the password of its --proxy-auth; "
    "set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT."
)
_CLOSED = (
    "this proxy serves programs of its own machine only; start it with --proxy-auth USER:PASSWORD "
    "to let others in, and set their HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT."
)


@lru_cache(maxsize=16)  # the control API asks with each request
def is_loopback(host: str) -> bool:
    """Return whether a host is a loopback address or the name `localhost`."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host.lower() == "localhost"
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def make_warning(host: str, credentials: ProxyCredentials | None) -> str | None:
    """Return a warning about listening on `host`; None if only this machine can reach it."""
    if is_loopback(host):
        return None
    address = f"listening on {host or 'every address'}, which other machines can reach"
    if credentials is None:
        return (
            f"{address}. As a proxy it refuses them, for it would tunnel them anywhere; "
            "let them in with --proxy-auth USER:PASSWORD"
        )
    return (
        f"{address}. As a proxy it asks for the password of --proxy-auth, "
        "which goes over the network in the clear"
    )


class ProxyAuth:
    """The addon that refuses clients without the credentials; without any, other machines."""

    def __init__(self, credentials: ProxyCredentials | None) -> None:
        self.credentials = credentials
        self._accepted: WeakSet[connection.Client] = WeakSet()
        self._logged: set[str] = set()

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Refuse a tunnel; requests inside an accepted one need no password."""
        if self._is_allowed(flow):
            self._accepted.add(flow.client_conn)
        else:
            self._refuse(flow)

    def request(self, flow: http.HTTPFlow) -> None:
        """Refuse a request outside of an accepted tunnel, and remove the password from it."""
        if flow.client_conn not in self._accepted and not self._is_allowed(flow):
            self._refuse(flow)
        flow.request.headers.pop("Proxy-Authorization", None)

    def _is_allowed(self, flow: http.HTTPFlow) -> bool:
        if is_over_base_url(flow):
            return True
        if self.credentials is None:
            return _is_local(flow.client_conn)
        return self.credentials.match(flow.request.headers.get("Proxy-Authorization"))

    def _refuse(self, flow: http.HTTPFlow) -> None:
        if self.credentials is None:
            answer = error_responses.answer_failure(403, _CLOSED)
        else:
            answer = error_responses.answer_failure(407, _REQUIRED)
            headers = answer.response.headers.having("Proxy-Authenticate", _CHALLENGE)
            answer = replace(answer, response=replace(answer.response, headers=headers))
        answer_flow(flow, answer)
        self._log_once(str(flow.client_conn.peername[0]))

    def _log_once(self, address: str) -> None:
        """Log a warning once for each address, because clients try again."""
        if address not in self._logged:
            self._logged.add(address)
            reason = (
                "of another machine" if self.credentials is None else "without the right password"
            )
            logger.warning("a client was refused: %s, %s", address, reason)


def _is_local(client: connection.Client) -> bool:
    """Return whether a client is on this machine: its address is loopback, or the proxy's own."""
    peer, own = client.peername[0], client.sockname[0]
    return peer == own or is_loopback(peer)
