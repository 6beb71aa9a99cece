"""The leaf certificates that mitmproxy makes for a name with Ringback's CA."""

from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from mitmproxy.certs import CertStore

from ringback_proxy.client_setup.certificates import Authority


def write_leaf(authority: Authority, name: str, folder: Path) -> Path:
    """Write the leaf for a name with its key and chain, and return the path."""
    store = CertStore.from_store(authority.confdir, "mitmproxy", 2048)
    entry = (
        store.get_cert(name, [x509.DNSName(name)])
        if not _is_address(name)
        else store.get_cert(None, [x509.IPAddress(ip_address(name))])
    )
    path = folder / "leaf.pem"
    private = entry.privatekey.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    path.write_bytes(
        private + entry.cert.to_pem() + b"".join(c.to_pem() for c in entry.chain_certs)
    )
    return path


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
