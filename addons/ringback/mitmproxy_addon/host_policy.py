"""Which hosts are Twilio's, and which requests to them an offline mode refuses.

A test double that lets `api.twilio.com` through sends real SMS. So in fake and replay every request
to a Twilio host is answered, and only the Conversations API and its files reach a mode, by HTTPS.
"""

from functools import lru_cache

from ringback.http.messages import Request
from ringback.modes.base import Miss
from ringback.twilio.values import hosts


@lru_cache(maxsize=256)  # clients ask the same host again and again
def find_twilio_host(*names: str | None) -> str | None:
    """Return the Twilio host among a request's names (Host header, SNI, CONNECT), or None.

    All three count: a CONNECT to an address with a Twilio SNI is for Twilio as well. The first that
    is Twilio's wins, so pass the name nearest to the request first.
    """
    normal = (hosts.normalize(name) for name in names if name)
    return next((name for name in normal if hosts.is_twilio(name)), None)


def check_request(request: Request) -> Miss | None:
    """Return a miss if an offline mode does not answer a request to a Twilio host, else None."""
    if not hosts.is_doubled(request.host):
        return Miss(
            f"{request.host} is not the Conversations API, and nothing reaches Twilio in this "
            f"mode. Only {hosts.API_HOST}, the files at {hosts.MEDIA_HOST} and the login at "
            f"{hosts.LOGIN_HOST} are doubled; stub this call in your test."
        )
    if request.scheme != "https":
        has_base_url = hosts.is_conversations(request.host)
        or_else = ", or start Ringback with --base-url-port" if has_base_url else ""
        return Miss(
            f"this was asked for over {request.scheme}://, but Twilio speaks HTTPS only; "
            f"use {request.host} over https://{or_else}."
        )
    if (request.headers.get("Upgrade") or "").lower() == "websocket":
        return Miss("the Conversations REST API has no WebSocket; send plain HTTPS requests.")
    return None
