"""Valid and invalid certificates for the stand-in for Twilio."""

import ssl
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path

import trustme

# Names that only the tests' upstream proxy resolves.
_OTHER_NAMES = ("intranet.example", "*.twilio.com", "*.us1.twilio.com")


class Certificate(Enum):
    """The kind of certificate that a server presents."""

    GOOD = "good"
    UNTRUSTED = "of an unknown CA"
    EXPIRED = "expired"
    WRONG_HOST = "of another host"


class Authority:
    """A certificate authority for tests; `path` is the PEM file that clients trust."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self.path = folder / "upstream-ca.pem"
        self._authority.cert_pem.write_to_path(self.path)

    def server_context(self, certificate: Certificate = Certificate.GOOD) -> ssl.SSLContext:
        """Return the TLS context of a server for `localhost`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._leaf(certificate).configure_cert(context)
        return context

    def _leaf(self, certificate: Certificate) -> trustme.LeafCert:
        match certificate:
            case Certificate.GOOD:
                return self._authority.issue_cert("localhost", "127.0.0.1", *_OTHER_NAMES)
            case Certificate.UNTRUSTED:
                return trustme.CA().issue_cert("localhost", "127.0.0.1")
            case Certificate.EXPIRED:
                yesterday = datetime.now(UTC) - timedelta(days=1)
                return self._authority.issue_cert("localhost", "127.0.0.1", not_after=yesterday)
            case Certificate.WRONG_HOST:
                return self._authority.issue_cert("elsewhere.example")
