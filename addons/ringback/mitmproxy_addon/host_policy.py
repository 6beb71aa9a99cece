"""Which hosts are Twilio's, and which requests to them no mode answers.

A test double that lets `api.twilio.com` through sends real SMS. So in fake and replay every request
to a Twilio host is answered, whichever host it is.
"""

from functools import lru_cache

from ringback.http.messages import Request
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Miss
from ringback.twilio.values import hosts


@lru_cache(maxsize=256)  # clients ask the same host again and again
def find_twilio_host(*names: str | None) -> str | None:
    """Return the Twilio host among a request's names (Host header, SNI, CONNECT), or None.

    All three count: a CONNECT to an address with a Twilio SNI is for Twilio as well. The first that
    is Twilio's wins, so pass the name nearest to the request first.
    """
    normal = (hosts.normalize(name) for name in names if name)
    return next((name for name in normal if hosts.is_twilio(name)), None)


def check_request(request: Request, mode: Mode) -> Miss | None:
    """Return a miss for a request to a Twilio host that a mode does not get, else None."""
    if mode.https_only and request.scheme != "https":
        has_base_url = hosts.is_conversations(request.host)
        or_else = ", or start Ringback with --base-url-port" if has_base_url else ""
        return Miss(
            f"this was asked for over {request.scheme}://, but Twilio speaks HTTPS only; "
            f"use {request.host} over https://{or_else}."
        )
    if mode.offline and is_websocket(request):
        return Miss("the Conversations REST API has no WebSocket; send plain HTTPS requests.")
    return None


def is_websocket(request: Request) -> bool:
    """Return whether a request asks for a WebSocket."""
    return (request.headers.get("Upgrade") or "").lower() == "websocket"


def explain_tunnel(host: str, *, offline: bool) -> str | None:
    """Return why a host of Twilio's is reached untouched; None if it is not, or not Twilio's."""
    if hosts.is_under_other_domain(host):
        done = "recorded" if not offline else "answered"
        return (
            f"{host} is tunnelled, and not {done}: it belongs to Twilio, but Ringback has "
            "certificates for twilio.com alone"
        )
    if not offline and hosts.is_twilio(host) and not hosts.is_recorded(host):
        return f"{host} is tunnelled, and not recorded: it does not speak HTTP"
    return None
