"""The certificates that the proxy would show for a name: mitmproxy's own leaves, under our CA."""

from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from mitmproxy.certs import CertStore

from ringback_proxy.client_setup.certificates import Authority


def leaf_for(authority: Authority, name: str, folder: Path) -> Path:
    """Write what mitmproxy would serve for a name: leaf, its key and the chain."""
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
