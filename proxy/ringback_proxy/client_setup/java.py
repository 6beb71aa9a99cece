"""Makes Java use the proxy and trust the CA, which it reads from properties only.

JAVA_TOOL_OPTIONS passes properties to every Java; each prints "Picked up JAVA_TOOL_OPTIONS" on
standard error, which cannot be avoided.
"""

import hashlib
import re
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from ssl import PEM_cert_to_DER_cert
from urllib.parse import urlsplit

VARIABLE = "JAVA_TOOL_OPTIONS"
# Java's own default; a trust store has no secrets.
PASSWORD = "changeit"

_TOKEN = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")
_ENTRY = re.compile(r"\[(?P<v6>[^\]]+)\](:\d+)?|(\*?\.)?(?P<host>[^:]*)(:\d+)?")
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")
_OURS = re.compile(
    r"""["']?-D(https?\.proxy(Host|Port)|http\.nonProxyHosts"""
    r"""|javax\.net\.ssl\.trustStore(Password|Type)?)="""
)

# The JKS format, from OpenJDK's sun.security.provider.JavaKeyStore.
_MAGIC, _VERSION, _TRUSTED = 0xFEEDFEED, 2, 2
_WHITENER = b"Mighty Aphrodite"


def make_tool_options(
    proxy_url: str, store: Path, exempt: Iterable[str], environ: Mapping[str, str]
) -> str:
    """Return JAVA_TOOL_OPTIONS: the user's, then the proxy and the trust store.

    `exempt` are entries of NO_PROXY. The user's own proxy and trust store are left out, because
    requests are sent through the one anyway, and `store` has the certificates of the other.
    """
    proxy = urlsplit(proxy_url)
    properties = {
        "https.proxyHost": proxy.hostname,
        "https.proxyPort": proxy.port,
        "http.proxyHost": proxy.hostname,
        "http.proxyPort": proxy.port,
        "http.nonProxyHosts": "|".join(_make_non_proxy_hosts(exempt, environ)),
        "javax.net.ssl.trustStore": store,
        "javax.net.ssl.trustStorePassword": PASSWORD,
        "javax.net.ssl.trustStoreType": "JKS",
    }
    kept = (token for token in _tokens(environ) if not _OURS.match(token))
    return " ".join([*kept, *(_quote(f"-D{key}={value}") for key, value in properties.items())])


def find_own_store(environ: Mapping[str, str]) -> tuple[Path, str] | None:
    """Return the trust store that the user's JAVA_TOOL_OPTIONS name, and its password."""
    path = _property(environ, "javax.net.ssl.trustStore")
    if not path:
        return None
    return Path(path), _property(environ, "javax.net.ssl.trustStorePassword") or PASSWORD


def make_trust_store(bundle: str) -> bytes:
    """Return a JKS trust store with the certificates of a PEM text.

    JKS is read by every Java. A PKCS12 file is a trust store only with an attribute of Java's own,
    which cryptography writes from version 45 on.
    """
    certificates = [PEM_cert_to_DER_cert(pem) for pem in _CERTIFICATE.findall(bundle)]
    parts = [struct.pack(">III", _MAGIC, _VERSION, len(certificates))]
    for number, certificate in enumerate(certificates):
        parts += [
            struct.pack(">I", _TRUSTED),
            _utf(f"ringback-{number}"),
            struct.pack(">Q", 0),  # the creation date, which Java ignores
            _utf("X.509"),
            struct.pack(">I", len(certificate)),
            certificate,
        ]
    content = b"".join(parts)
    digest = hashlib.sha1(PASSWORD.encode("utf-16-be") + _WHITENER + content, usedforsecurity=False)
    return content + digest.digest()


def _utf(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack(">H", len(encoded)) + encoded


def _tokens(environ: Mapping[str, str]) -> list[str]:
    return _TOKEN.findall(environ.get(VARIABLE, ""))


def _property(environ: Mapping[str, str], name: str) -> str:
    """Return a property's value in the user's options, the last one as in Java, or ""."""
    plain = (re.sub(r"[\"']", "", token) for token in _tokens(environ))
    found = [token.partition("=")[2] for token in plain if token.startswith(f"-D{name}=")]
    return found[-1] if found else ""


def _make_non_proxy_hosts(exempt: Iterable[str], environ: Mapping[str, str]) -> Iterable[str]:
    """Return NO_PROXY's entries in Java's form, without ports and with `*` for subdomains."""
    own = _property(environ, "http.nonProxyHosts").split("|")
    spelled = [pattern for entry in exempt for pattern in _make_patterns(entry)]
    return dict.fromkeys([*spelled, *(host for host in own if host and "twilio" not in host)])


def _make_patterns(entry: str) -> tuple[str, ...]:
    match = _ENTRY.fullmatch(entry)
    host = entry if match is None else match["v6"] or match["host"]
    if ":" in host:
        return (f"[{host}]",)
    if host == "127.0.0.1":
        return ("127.*",)
    if not host or host[-1].isdigit():
        return (host,) if host else ()
    return (host, f"*.{host}")


def _quote(token: str) -> str:
    """Quote spaces and quotes for the JVM, which joins pieces in different quotes."""
    if not re.search(r"[\s\"']", token):
        return token
    pieces = re.findall(r'"+|[^"]+', token)
    return "".join(f"'{piece}'" if piece.startswith('"') else f'"{piece}"' for piece in pieces)
