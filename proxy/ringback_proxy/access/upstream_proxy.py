"""The company's proxy that the user's environment names, through which Ringback sends requests.

The variables are read as curl and Python's requests and urllib read them: lower case before upper
case, then ALL_PROXY. NO_PROXY has host names, which include their subdomains, addresses, networks
(CIDR), ports and `*`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, unquote, urlsplit

from ringback.errors import UsageError
from ringback.http import basic_auth
from ringback.http.origin import DEFAULT_PORTS, Origin
from ringback_proxy.client_setup import variables

_LOOPBACK = ("localhost", "::1")


@dataclass(frozen=True, slots=True)
class UpstreamProxy:
    """One proxy; `authorization` is the value of its Proxy-Authorization header, or None."""

    scheme: str
    host: str
    port: int
    authorization: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.scheme}://{Origin(self.scheme, self.host, self.port).address}"


@dataclass(frozen=True, slots=True)
class UpstreamProxies:
    """The user's proxies by the scheme of the request, and the hosts that are exempt from them."""

    https: UpstreamProxy | None = None
    http: UpstreamProxy | None = None
    exempt: tuple[str, ...] = ()

    def for_host(self, scheme: str, host: str, port: int) -> UpstreamProxy | None:
        """Return the proxy for a host; None for a direct connection, as to this machine."""
        proxy = self.http if scheme == "http" else self.https
        if proxy is None or _is_loopback(host):
            return None
        return None if any(_covers(entry, host, port) for entry in self.exempt) else proxy


def find(environ: Mapping[str, str], own_ports: tuple[int, ...] = ()) -> UpstreamProxies:
    """Return the proxies that the environment names.

    This proxy itself (on this machine, at one of `own_ports`) and an enclosing Ringback are
    ignored. Raises UsageError for a proxy that cannot be used, such as SOCKS.
    """
    return UpstreamProxies(
        _find(environ, "https", own_ports),
        _find(environ, "http", own_ports),
        tuple(variables.parse_no_proxy(environ)),
    )


def _find(environ: Mapping[str, str], scheme: str, own_ports: tuple[int, ...]) -> (
    UpstreamProxy | None
):  # fmt: skip
    name, url = variables.find_user_proxy(environ, scheme)
    if not url.strip():
        return None
    proxy = _parse(name, url)
    return None if proxy.port in own_ports and _is_loopback(proxy.host) else proxy


def _parse(name: str, url: str) -> UpstreamProxy:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    default = DEFAULT_PORTS.get(parts.scheme)
    try:
        port = parts.port or default
    except ValueError:
        port = None
    if default is None or port is None or not parts.hostname:
        # The message must not contain the value, which may have a password.
        raise UsageError(
            f"{name} names no proxy that can be used; give http://HOST:PORT or "
            f"https://HOST:PORT (SOCKS is not supported), or unset it"
        )
    return UpstreamProxy(parts.scheme, parts.hostname, port, _authorization(parts))


def _authorization(parts: SplitResult) -> str | None:
    if parts.username is None:
        return None
    return basic_auth.encode(unquote(parts.username), unquote(parts.password or ""))


def _is_loopback(host: str) -> bool:
    name = host.lower().rstrip(".")
    return name in _LOOPBACK or name.endswith(".localhost") or name.startswith("127.")


def _covers(entry: str, host: str, port: int) -> bool:
    """Return whether an entry of NO_PROXY covers a host."""
    if entry == "*":
        return True
    name = host.lower().rstrip(".")
    pattern, separator, only = entry.lower().rpartition(":")
    if separator and only.isdigit() and pattern.count(":") == 0:
        if int(only) != port:
            return False
    else:
        pattern = entry.lower()
    pattern = pattern.lstrip("*").lstrip(".").rstrip(".")
    return name == pattern or name.endswith(f".{pattern}") or _contains(pattern, name)


def _contains(network: str, address: str) -> bool:
    try:
        return ip_address(address) in ip_network(network, strict=False)
    except ValueError:
        return False
