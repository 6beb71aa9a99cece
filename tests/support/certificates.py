"""The certificates of the upstream that stands in for Twilio, good ones and bad ones."""

import ssl
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path

import trustme

# By which it is reached through a company's proxy, which alone resolves them.
_OTHER_NAMES = ("intranet.example", "conversations.twilio.com")


class Certificate(Enum):
    """What is the matter with the certificate that a server shows."""

    GOOD = "good"
    UNTRUSTED = "of a CA that nobody knows"
    EXPIRED = "expired"
    WRONG_HOST = "of another host"


class Authority:
    """A certificate authority of the tests' own; `path` is the PEM file that clients trust."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self.path = folder / "upstream-ca.pem"
        self._authority.cert_pem.write_to_path(self.path)

    def server_context(self, certificate: Certificate = Certificate.GOOD) -> ssl.SSLContext:
        """Return what a server for `localhost` shows its clients."""
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
