"""Keeps the connections of an offline mode from Twilio, whatever led to them."""

import logging

from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.tls import ClientHelloData

from ringback.mitmproxy_addon import host_policy, upstream_errors
from ringback.twilio.values import hosts

logger = logging.getLogger(__name__)


def prefer_twilio_sni(data: ClientHelloData) -> None:
    """Replace the host of the CONNECT request by a Twilio host in the SNI."""
    address, sni = data.context.server.address, data.client_hello.sni
    host = hosts.normalize(sni or "")
    if address is not None and hosts.is_twilio(host):
        data.context.server.address = (host, *address[1:])


def refuse_twilio(data: ServerConnectionHookData) -> None:
    """Refuse a connection to Twilio, by whichever name; refuse it as well if that is unknown."""
    try:
        address = data.server.address[0] if data.server.address else None
        names = (address, data.server.sni, data.client.sni)
        refused = host_policy.find_twilio_host(*names) is not None
    except Exception:  # mitmproxy would open the connection
        logger.exception("the host of a connection could not be determined")
        refused = True
    if refused:
        data.server.error = upstream_errors.OFFLINE
