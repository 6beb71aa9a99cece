"""One TLS context per host name, made once, with the certificate that mitmproxy would show."""

import os
import ssl
import tempfile
from collections import OrderedDict

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from mitmproxy.certs import CertStoreEntry
from mitmproxy.proxy.context import Context

from ringback_proxy.engine.front.tls.certificates import Certificates

_PROTOCOL = "http/1.1"
# As many as mitmproxy keeps certificates for.
_MOST = 100

_Names = tuple[str | None, str, str]


class TlsContexts:
    """The contexts that are ready, with the certificates that `certificates` finds.

    `most` is how many are kept.
    """

    def __init__(self, certificates: Certificates, most: int = _MOST) -> None:
        self._certificates = certificates
        self._most = most
        self._ready: OrderedDict[_Names, ssl.SSLContext] = OrderedDict()

    def find(self, connection: Context) -> ssl.SSLContext:
        """Return the context for a connection whose client has named its host.

        Raises whatever mitmproxy raises for a name that no certificate can have.
        """
        client, server = connection.client, connection.server
        host = server.address[0] if server.address else ""
        names = (client.sni, host, "" if client.sni else client.sockname[0])
        found = self._ready.get(names)
        if found is None:
            found = self._ready[names] = _make(self._certificates.find(connection))
            if len(self._ready) > self._most:
                self._ready.popitem(last=False)
        return found


def _make(entry: CertStoreEntry) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # As many as mitmproxy offers: the standard library's own choice leaves old clients out.
    context.set_ciphers("DEFAULT")
    context.set_alpn_protocols([_PROTOCOL])
    context.num_tickets = 1  # enough for a client that resumes, as Node does
    key = entry.privatekey.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = b"".join(each.to_pem() for each in (entry.cert, *entry.chain_certs))
    # OpenSSL reads a chain from files only. It is the user's alone, and gone at once.
    number, path = tempfile.mkstemp()
    try:
        with os.fdopen(number, "wb") as file:
            file.write(key + chain)
        context.load_cert_chain(path)
    finally:
        os.unlink(path)  # noqa: PTH108 - as mkstemp returns it
    return context
