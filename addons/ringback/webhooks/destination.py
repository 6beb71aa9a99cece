"""Where a webhook's request is sent: to this machine, or where `--forward-webhooks-to` says."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, quote, urlsplit

from ringback.http.origin import DEFAULT_PORTS, Origin
from ringback.twilio.values import hosts

# What a URL may have as it is; everything else is percent-encoded, `%` is kept.
_PATH = "/%:@!$&'()*+,;=-._~"
_QUERY = f"{_PATH}?"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a request goes, and which URL its receiver believes in.

    - `address`: the origin that is connected to.
    - `target`: path and query.
    - `own`: the target's own origin.
    - `userinfo`: the credentials in the target's URL; they are sent, and not signed.
    """

    address: Origin
    target: str
    own: Origin
    userinfo: str = ""
    fragment: str = ""

    @property
    def url(self) -> str:
        """The target's own URL, which is signed."""
        # INFERRED (fidelity: webhook-credentials): without the credentials.
        return f"{self.own}{self.target}"

    @property
    def is_forwarded(self) -> bool:
        """Whether another origin than the target's own is called."""
        return self.address != self.own


@dataclass(frozen=True, slots=True)
class NoDestination:
    """Why a target is not called."""

    reason: str


def find_destination(url: str, forward_to: Origin | None = None) -> Destination | NoDestination:
    """Return where the request for a target goes; with `forward_to`, it goes to that origin."""
    try:
        parts = urlsplit(url.strip())
        own = _read_origin(parts)
    except ValueError:
        own = None
    if own is None:
        return NoDestination(f"{url!r} is not the URL of a web server")
    address = forward_to or own
    refusal = _find_refusal(address, forwarded=forward_to is not None)
    if refusal is not None:
        return NoDestination(refusal)
    userinfo = parts.netloc.rpartition("@")[0]
    return Destination(address, _read_target(parts), own, userinfo, parts.fragment)


def _find_refusal(address: Origin, *, forwarded: bool) -> str | None:
    if hosts.is_twilio(hosts.normalize(address.host)):
        return f"{address.host} is Twilio's, and nothing is sent there"
    if forwarded or is_loopback(address.host):
        return None
    return (
        f"{address.host} is another machine, and only this one is called; to have its webhooks "
        "delivered here, give --forward-webhooks-to, such as http://127.0.0.1:5000"
    )


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine by definition; no name is looked up."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any(one is not None and _is_own(one) for one in (address, mapped))


def _is_own(address: IPv4Address | IPv6Address) -> bool:
    return address.is_loopback or address.is_unspecified


def list_addresses(host: str) -> tuple[str, ...]:
    """Return what to connect to, in order; `localhost` is not looked up."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return "127.0.0.1", "::1"
    return (host,)


def _read_origin(parts: SplitResult) -> Origin | None:
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.port == 0:
        return None
    host = parts.hostname
    if not host.isascii():
        host = host.encode("idna").decode()
    return Origin(parts.scheme, host, parts.port or DEFAULT_PORTS[parts.scheme])


def _read_target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_PATH)
    return f"{path}?{quote(parts.query, safe=_QUERY)}" if parts.query else path
