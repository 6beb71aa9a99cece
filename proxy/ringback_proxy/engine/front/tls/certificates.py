"""The certificates of the front: signed by the CA of mitmproxy's folder, one for each host."""

import ipaddress
from functools import cached_property
from pathlib import Path

from cryptography import x509
from mitmproxy.certs import CertStore, CertStoreEntry
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context

# The names of the CA's files begin with it, as client_setup.certificates names them.
_BASENAME = "mitmproxy"


class Certificates:
    """What mitmproxy's own addon TlsConfig shows where it does not ask the upstream."""

    def __init__(self, options: Options) -> None:
        self._options = options

    @cached_property
    def _store(self) -> CertStore:
        folder = Path(self._options.confdir).expanduser()
        return CertStore.from_store(folder, _BASENAME, self._options.key_size)

    def find(self, connection: Context) -> CertStoreEntry:
        """Return the certificate for a connection; raises UnicodeError if no name can have one."""
        client, server = connection.client, connection.server
        hosts = [client.sni or client.sockname[0]]
        if server.address:
            hosts.append(server.address[0])
        names = list(dict.fromkeys(map(_make_name, hosts)))
        return self._store.get_cert(str(names[0].value), names)


def _make_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host.encode("idna").decode())
