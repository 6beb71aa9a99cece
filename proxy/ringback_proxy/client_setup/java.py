"""Pointing Java at the proxy: it reads no proxy and no CA from the environment, only properties.

JAVA_TOOL_OPTIONS hands them to every Java that is started below; each then says "Picked up
JAVA_TOOL_OPTIONS" on standard error, which cannot be helped.
"""

import hashlib
import re
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from ssl import PEM_cert_to_DER_cert
from urllib.parse import urlsplit

VARIABLE = "JAVA_TOOL_OPTIONS"
# Java's own default: a trust store holds nothing secret.
PASSWORD = "changeit"

_TOKEN = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")
_ENTRY = re.compile(r"\[(?P<v6>[^\]]+)\](:\d+)?|(\*?\.)?(?P<host>[^:]*)(:\d+)?")
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_OURS = re.compile(
    r"""["']?-D(https?\.proxy(Host|Port)|http\.nonProxyHosts"""
    r"""|javax\.net\.ssl\.trustStore(Password|Type)?)="""
)

# What the JKS format is made of, from OpenJDK's sun.security.provider.JavaKeyStore.
_MAGIC, _VERSION, _TRUSTED = 0xFEEDFEED, 2, 2
_WHITENER = b"Mighty Aphrodite"


def tool_options(
    proxy_url: str, store: Path, exempt: Iterable[str], environ: Mapping[str, str]
) -> str:
    """Return JAVA_TOOL_OPTIONS: what the user has, then the proxy and the trust store.

    `exempt` are entries of NO_PROXY. The user's own proxy and trust store are left out: the one is
    chained to, the other's certificates are in `store`.
    """
    proxy = urlsplit(proxy_url)
    properties = {
        "https.proxyHost": proxy.hostname,
        "https.proxyPort": proxy.port,
        "http.proxyHost": proxy.hostname,
        "http.proxyPort": proxy.port,
        "http.nonProxyHosts": "|".join(_non_proxy_hosts(exempt, environ)),
        "javax.net.ssl.trustStore": store,
        "javax.net.ssl.trustStorePassword": PASSWORD,
        "javax.net.ssl.trustStoreType": "JKS",
    }
    theirs = (token for token in _tokens(environ) if not _OURS.match(token))
    return " ".join([*theirs, *(_quoted(f"-D{key}={value}") for key, value in properties.items())])


def own_store(environ: Mapping[str, str]) -> tuple[Path, str] | None:
    """Return the trust store that the user's own JAVA_TOOL_OPTIONS name, and its password."""
    path = _property(environ, "javax.net.ssl.trustStore")
    if not path:
        return None
    return Path(path), _property(environ, "javax.net.ssl.trustStorePassword") or PASSWORD


def trust_store(bundle: str) -> bytes:
    """Make a trust store of the certificates in a PEM text.

    JKS, the one format that every Java reads and that needs neither a Java to write it nor the
    newest cryptography: a PKCS12 file is a trust store only with an attribute of Java's own.
    """
    certificates = [PEM_cert_to_DER_cert(pem) for pem in _CERTIFICATE.findall(bundle)]
    parts = [struct.pack(">III", _MAGIC, _VERSION, len(certificates))]
    for number, certificate in enumerate(certificates):
        parts += [
            struct.pack(">I", _TRUSTED),
            _utf(f"ringback-{number}"),
            struct.pack(">Q", 0),  # made when: nobody asks
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
    """Return a property's value in the user's options, the last one's as in Java, or ""."""
    plain = (re.sub(r"[\"']", "", token) for token in _tokens(environ))
    found = [token.partition("=")[2] for token in plain if token.startswith(f"-D{name}=")]
    return found[-1] if found else ""


def _non_proxy_hosts(exempt: Iterable[str], environ: Mapping[str, str]) -> Iterable[str]:
    """Spell NO_PROXY's entries as Java does, which has no ports and no suffixes, but `*`."""
    own = _property(environ, "http.nonProxyHosts").split("|")
    spelled = [pattern for entry in exempt for pattern in _patterns(entry)]
    return dict.fromkeys([*spelled, *(host for host in own if host and "twilio" not in host)])


def _patterns(entry: str) -> tuple[str, ...]:
    match = _ENTRY.fullmatch(entry)
    host = entry if match is None else match["v6"] or match["host"]
    if ":" in host:
        return (f"[{host}]",)
    if host == "127.0.0.1":
        return ("127.*",)
    if not host or host[-1].isdigit():
        return (host,) if host else ()
    return (host, f"*.{host}")


def _quoted(token: str) -> str:
    """Quote what the JVM would split or take for a quote; pieces in other quotes may follow."""
    if not re.search(r"[\s\"']", token):
        return token
    pieces = re.findall(r'"+|[^"]+', token)
    return "".join(f"'{piece}'" if piece.startswith('"') else f'"{piece}"' for piece in pieces)
