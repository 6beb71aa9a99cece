"""The variables that make a client use the proxy and trust the CA.

It was measured which client reads which: upper case is for Node and Go, lower case for curl.
HTTP_PROXY is set too, because twilio-node and Ruby use it for https.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ringback.twilio.values import hosts

# These replace a client's trust store, so they name a bundle with all CAs.
REPLACING = (
    "SSL_CERT_FILE",
    "CURL_CA_BUNDLE",
    "AWS_CA_BUNDLE",
    "PIP_CERT",
    "GIT_SSL_CAINFO",
    "CARGO_HTTP_CAINFO",
    "HTTPLIB2_CA_CERTS",
)
# So does this one, and it may name a hashed folder. Others want a file: curl, botocore, pip, git.
# SSL_CERT_DIR is left alone, since OpenSSL and Go read it in addition to a file, and some programs
# know SSL_CERT_FILE only.
REPLACING_BY_FOLDER = ("REQUESTS_CA_BUNDLE",)
# For the shim of Python: what would be loaded from the file is looked up in the folder instead.
BUNDLE, HASHED = "RINGBACK_CA_BUNDLE", "RINGBACK_CA_PATH"
# These add to the trust store, so they name the root alone.
ADDING = ("NODE_EXTRA_CA_CERTS", "DENO_CERT")

PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
EXEMPTIONS = ("NO_PROXY", "no_proxy")
LOCAL = ("localhost", "127.0.0.1", "::1")

# Tells a nested Ringback that the proxy in its environment is its parent, not a company's.
MARKER = "RINGBACK_ACTIVE"
# The proxies that the user's variables named originally, for a nested Ringback.
_ORIGINAL = {"https": "RINGBACK_COMPANY_HTTPS_PROXY", "http": "RINGBACK_COMPANY_HTTP_PROXY"}


@dataclass(frozen=True, slots=True)
class Trust:
    """What clients trust: the file of what is `added` to a store, and all CAs in two forms."""

    added: Path
    bundle: Path
    hashed: Path


@dataclass(frozen=True, slots=True)
class ClientVariables:
    """The variables to set, and the entries of the user's NO_PROXY that were dropped."""

    variables: Mapping[str, str]
    dropped: tuple[str, ...]


def make_variables(proxy_url: str, trust: Trust, environ: Mapping[str, str]) -> ClientVariables:
    """Return the variables for a client, merged with the user's `environ`."""
    kept, dropped = _exemptions(environ)
    variables = dict.fromkeys(PROXIES, proxy_url)
    variables |= dict.fromkeys(EXEMPTIONS, ",".join(kept))
    variables |= dict.fromkeys((*REPLACING, BUNDLE), str(trust.bundle))
    variables |= dict.fromkeys((*REPLACING_BY_FOLDER, HASHED), str(trust.hashed))
    variables |= dict.fromkeys(ADDING, str(trust.added))
    variables["NODE_USE_ENV_PROXY"] = "1"
    variables[MARKER] = proxy_url
    for scheme, name in _ORIGINAL.items():
        _, url = find_user_proxy(environ, scheme)
        variables |= {name: url} if url else {}
    return ClientVariables(variables, dropped)


def find_own_bundles(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the CA files and folders that the user's variables name, each once."""
    named = (environ.get(name) for name in (*REPLACING, *REPLACING_BY_FOLDER, *ADDING))
    return tuple(dict.fromkeys(Path(name) for name in named if name))


def find_user_proxy(environ: Mapping[str, str], scheme: str) -> tuple[str, str]:
    """Return the variable that names the user's proxy for a scheme, and its URL; "" for none.

    An enclosing Ringback is not the user's own proxy, but passes the original one on.
    """
    names = (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY")
    name = next((name for name in names if environ.get(name)), "")
    if name and environ[name] == environ.get(MARKER):
        name = _ORIGINAL[scheme]
    return name, environ.get(name, "")


def parse_no_proxy(environ: Mapping[str, str]) -> list[str]:
    """Return the entries of NO_PROXY and no_proxy, each once."""
    entries: dict[str, None] = {}
    for name in EXEMPTIONS:
        entries |= dict.fromkeys(_entries(environ.get(name, "")))
    return list(entries)


def _exemptions(environ: Mapping[str, str]) -> tuple[list[str], tuple[str, ...]]:
    """Split NO_PROXY into entries to keep, and entries that would let Twilio bypass the proxy."""
    entries = parse_no_proxy(environ)
    dropped = tuple(entry for entry in entries if _covers_twilio(entry))
    kept = [entry for entry in entries if entry not in dropped]
    return kept + [host for host in LOCAL if host not in kept], dropped


def _entries(text: str) -> Iterable[str]:
    return (entry for entry in text.replace(" ", ",").split(",") if entry)


def _covers_twilio(entry: str) -> bool:
    """Return whether a NO_PROXY entry covers a host of Twilio."""
    if entry == "*":
        return True
    name = hosts.normalize(entry.partition(":")[0].lstrip("*").lstrip("."))
    return name == "com" or hosts.is_twilio(name)
