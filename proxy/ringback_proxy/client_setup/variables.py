"""The variables that point a client at the proxy and make it trust the CA.

Which client reads which was measured: both spellings, because Node and Go read capitals and curl
small letters; HTTP_PROXY too, because twilio-node and Ruby take the proxy for https from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ringback.twilio.values import hosts

# These replace a client's trust store, so they name the bundle with everything in it.
REPLACING = (
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "AWS_CA_BUNDLE",
    "PIP_CERT",
    "GIT_SSL_CAINFO",
    "CARGO_HTTP_CAINFO",
    "HTTPLIB2_CA_CERTS",
)
# These add to it, so they name the root alone.
ADDING = ("NODE_EXTRA_CA_CERTS", "DENO_CERT")

PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
EXEMPTIONS = ("NO_PROXY", "no_proxy")
LOCAL = ("localhost", "127.0.0.1", "::1")

# Tells a nested Ringback that the proxy in its environment is its parent, not a company's.
MARKER = "RINGBACK_ACTIVE"
# What the user's own variables named before they named us, for a nested Ringback.
_BEFORE = {"https": "RINGBACK_COMPANY_HTTPS_PROXY", "http": "RINGBACK_COMPANY_HTTP_PROXY"}


@dataclass(frozen=True, slots=True)
class Pointing:
    """The variables to set, and which of the user's NO_PROXY entries had to go."""

    variables: Mapping[str, str]
    dropped: tuple[str, ...]


def pointing(proxy_url: str, root: Path, bundle: Path, environ: Mapping[str, str]) -> Pointing:
    """Make the variables for a child, merged with what the user's `environ` has."""
    kept, dropped = _exemptions(environ)
    variables = dict.fromkeys(PROXIES, proxy_url)
    variables |= dict.fromkeys(EXEMPTIONS, ",".join(kept))
    variables |= dict.fromkeys(REPLACING, str(bundle))
    variables |= dict.fromkeys(ADDING, str(root))
    variables["NODE_USE_ENV_PROXY"] = "1"
    variables[MARKER] = proxy_url
    for scheme, name in _BEFORE.items():
        _, url = user_proxy(environ, scheme)
        variables |= {name: url} if url else {}
    return Pointing(variables, dropped)


def own_bundles(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the CA files that the user already names, each once, for the bundle."""
    named = (environ.get(name) for name in (*REPLACING, *ADDING))
    return tuple(dict.fromkeys(Path(name) for name in named if name))


def user_proxy(environ: Mapping[str, str], scheme: str) -> tuple[str, str]:
    """Return the user's own proxy for a scheme and the variable that names it; "" twice for none.

    The Ringback around us is not the user's own, but it passes on what was there before it.
    """
    names = (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY")
    name = next((name for name in names if environ.get(name)), "")
    if name and environ[name] == environ.get(MARKER):
        name = _BEFORE[scheme]
    return name, environ.get(name, "")


def no_proxy(environ: Mapping[str, str]) -> list[str]:
    """Return the entries of both spellings of NO_PROXY, each once."""
    entries: dict[str, None] = {}
    for name in EXEMPTIONS:
        entries |= dict.fromkeys(_entries(environ.get(name, "")))
    return list(entries)


def _exemptions(environ: Mapping[str, str]) -> tuple[list[str], tuple[str, ...]]:
    """Split NO_PROXY into what stays and what would let Twilio traffic past the proxy."""
    entries = no_proxy(environ)
    dropped = tuple(entry for entry in entries if _covers_twilio(entry))
    kept = [entry for entry in entries if entry not in dropped]
    return kept + [host for host in LOCAL if host not in kept], dropped


def _entries(text: str) -> Iterable[str]:
    return (entry for entry in text.replace(" ", ",").split(",") if entry)


def _covers_twilio(entry: str) -> bool:
    """Return whether a NO_PROXY entry names Twilio, a host of it, or everything."""
    if entry == "*":
        return True
    name = hosts.normalize(entry.partition(":")[0].lstrip("*").lstrip("."))
    return name == "com" or hosts.is_twilio(name)
