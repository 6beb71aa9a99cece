"""Who may use the proxy. A proxy tunnels to any host, so other machines have to show a password.

Programs of this machine are let in, unless `--proxy-auth` asks everybody. The base URL is no proxy:
it answers the API and nothing else, and its `Authorization` is Twilio's.
"""

import logging
from dataclasses import replace
from ipaddress import ip_address
from weakref import WeakSet

from mitmproxy import connection, http

from ringback.mitmproxy_addon import error_responses, flows
from ringback_proxy.access.proxy_credentials import Credentials

logger = logging.getLogger(__name__)

_CHALLENGE = 'Basic realm="ringback", charset="UTF-8"'
_WANTED = (
    "this proxy wants the user name and the password of its --proxy-auth; "
    "set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT."
)
_CLOSED = (
    "this proxy serves programs of its own machine only; start it with --proxy-auth USER:PASSWORD "
    "to let others in, and set their HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT."
)


def is_loopback(host: str) -> bool:
    """Return whether an address, or the name `localhost`, is this machine's and no other's."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host.lower() == "localhost"
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def warning(host: str, wanted: Credentials | None) -> str | None:
    """Say what it means to listen on `host`; None where only this machine can reach that."""
    if is_loopback(host):
        return None
    reached = f"listening on {host or 'every address'}, which other machines can reach"
    if wanted is None:
        return (
            f"{reached}. As a proxy it refuses them, for it would tunnel them anywhere; "
            "let them in with --proxy-auth USER:PASSWORD"
        )
    return (
        f"{reached}. As a proxy it asks for the password of --proxy-auth, "
        "which goes over the network in the clear"
    )


class ProxyAuth:
    """The addon that refuses whoever does not show `wanted` or, without it, is a stranger."""

    def __init__(self, wanted: Credentials | None) -> None:
        self.wanted = wanted
        self._known: WeakSet[connection.Client] = WeakSet()
        self._told: set[str] = set()

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Refuse a tunnel; who was let into one need not show a password inside."""
        if self._is_welcome(flow):
            self._known.add(flow.client_conn)
        else:
            self._refuse(flow)

    def request(self, flow: http.HTTPFlow) -> None:
        """Refuse a request that came without a tunnel; a password goes no further than here."""
        if flow.client_conn not in self._known and not self._is_welcome(flow):
            self._refuse(flow)
        flow.request.headers.pop("Proxy-Authorization", None)

    def _is_welcome(self, flow: http.HTTPFlow) -> bool:
        if flows.is_over_base_url(flow):
            return True
        if self.wanted is None:
            return _is_local(flow.client_conn)
        return self.wanted.are_in(flow.request.headers.get("Proxy-Authorization"))

    def _refuse(self, flow: http.HTTPFlow) -> None:
        if self.wanted is None:
            answer = error_responses.answer_failure(403, _CLOSED)
        else:
            answer = error_responses.answer_failure(407, _WANTED)
            headers = answer.response.headers.having("Proxy-Authenticate", _CHALLENGE)
            answer = replace(answer, response=replace(answer.response, headers=headers))
        flows.answer(flow, answer)
        self._tell(str(flow.client_conn.peername[0]))

    def _tell(self, address: str) -> None:
        """Warn once of each address, for a client tries again and again."""
        if address not in self._told:
            self._told.add(address)
            why = "of another machine" if self.wanted is None else "without the right password"
            logger.warning("a client was refused: %s, %s", address, why)


def _is_local(client: connection.Client) -> bool:
    """Return whether a client is on this machine: over loopback, or from the address it asks."""
    peer, own = client.peername[0], client.sockname[0]
    return peer == own or is_loopback(peer)
