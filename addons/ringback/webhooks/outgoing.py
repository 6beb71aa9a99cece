"""The HTTP request that calls a webhook: its target, headers and body."""

from dataclasses import dataclass, field
from urllib.parse import quote_plus, unquote

from ringback.http import basic_auth
from ringback.http.forms import FORM_TYPE
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.webhooks import signature
from ringback.webhooks.destination import Destination

RETRY_COUNT = "RetryCount"
# As captured from Twilio.
_AGENT = "TwilioProxy/1.1"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request as it is sent."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


def make_outgoing(
    request: WebhookRequest, to: Destination, token: str, retry_count: int = 0
) -> Outgoing:
    """Return the request for a destination; `token` is the same for all attempts of it."""
    parameters = with_retry_count(request.parameters, retry_count)
    encoded = encode_form(parameters)
    if request.target.method == "GET":
        separator = "&" if "?" in to.target else "?"
        target = f"{to.target}{separator}{encoded}"
        return Outgoing("GET", target, _make_headers(request, to, f"{to.own}{target}", token))
    headers = _make_headers(request, to, to.url, token, parameters)
    body = encoded.encode()
    typed = ("Content-Type", f"{FORM_TYPE}; charset=utf-8")
    return Outgoing("POST", to.target, (typed, *headers, ("Content-Length", str(len(body)))), body)


def with_retry_count(
    parameters: tuple[tuple[str, str], ...], retry_count: int
) -> tuple[tuple[str, str], ...]:
    """Return parameters with the number of an attempt, which is 0 for the first."""
    rest = tuple(pair for pair in parameters if pair[0] != RETRY_COUNT)
    return (*rest, (RETRY_COUNT, str(retry_count)))


def encode_form(parameters: tuple[tuple[str, str], ...]) -> str:
    """Return parameters as a form, or as a query."""
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in parameters)


def _make_headers(
    request: WebhookRequest,
    to: Destination,
    url: str,
    token: str,
    form: tuple[tuple[str, str], ...] = (),
) -> tuple[tuple[str, str], ...]:
    # Forwarded or not, as tunnels keep it: receivers such as twilio-node's Express middleware check
    # the signature over the URL that this header names.
    headers = [("Host", to.own.authority), ("I-Twilio-Idempotency-Token", token)]
    if request.auth_token is not None:
        signed = signature.compute_signature(request.auth_token, url, form)
        headers.append((signature.HEADER, signed))
    if to.userinfo:
        user, _, password = to.userinfo.partition(":")
        headers.append(("Authorization", basic_auth.encode(unquote(user), unquote(password))))
    if to.is_forwarded:
        headers.append(("X-Forwarded-Proto", to.own.scheme))
        headers.append(("X-Forwarded-Host", to.own.authority))
    headers += [("Accept", "*/*"), ("User-Agent", _AGENT), ("Connection", "close")]
    return tuple(headers)
