"""Which requests belong into a cassette: those that replay can answer."""

from ringback.http.messages import Request
from ringback.importing.exchange import LeftOut
from ringback.twilio.values import hosts


def check_request(request: Request, place: str) -> LeftOut | None:
    """Return why a request is left out; None if it is one to Twilio that can be played."""
    shown = f"{request.method} {request.origin}{request.path}"
    host = hosts.normalize(request.host)
    if not hosts.is_twilio(host):
        return LeftOut(place, shown, f"{host} is not Twilio's", host)
    if request.method == "CONNECT":
        return LeftOut(place, shown, "CONNECT is not a request to the API")
    if request.scheme != "https":
        return LeftOut(place, shown, f"{request.scheme}:// is never played: Twilio speaks HTTPS")
    return None
