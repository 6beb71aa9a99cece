"""The CAs that clients trust, as a PEM file and as a hashed folder.

Variables such as SSL_CERT_FILE replace a client's trust store, so both have all CAs: the public
ones, those of the machine, the user's own and the root. OpenSSL looks a CA up in a hashed folder
when it needs one, but loads a file as a whole: some 50 ms for each new client of Python's.
"""

import re
from collections.abc import Container, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import certifi

from ringback.files import replace_atomically
from ringback_proxy.client_setup import platform_support

# Base64 has no hyphens; a search for the end alone would look at each character.
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")


@dataclass(frozen=True, slots=True)
class Certificates:
    """Certificates in PEM, each once: public ones with the machine's, the user's own, the root."""

    public: tuple[str, ...]
    own: tuple[str, ...]
    root: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.public, *self.own, *self.root)


def read_certificates(root: Path, own: Iterable[Path] = ()) -> Certificates:
    """Read the public CAs, the machine's, the root, and what the user's `own` files add.

    A missing file of `own` is skipped: the client would not have found it either.
    """
    # Without duplicates: `own` may be a bundle of Ringback's, which would grow with every start.
    last = _read([root])
    public = _read([Path(certifi.where()), *platform_support.find_system_bundles()], last)
    added = _read((file for file in own if file.is_file()), last | public)
    return Certificates(tuple(public), tuple(added), tuple(last))


def write_bundle(path: Path, certificates: Certificates) -> Path:
    """Write all certificates to a PEM file, atomically, unless it has them already."""
    content = "\n".join(certificates.all) + "\n"
    with suppress(FileNotFoundError, UnicodeDecodeError):
        if path.read_text(encoding="utf-8") == content:
            return path
    replace_atomically(path, content.encode(), mode=0o644)
    return path


def _read(files: Iterable[Path], known: Container[str] = ()) -> dict[str, None]:
    """Return the certificates of PEM files as keys, in their order, without known ones."""
    certificates: dict[str, None] = {}
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace")
        certificates |= dict.fromkeys(
            each for each in _CERTIFICATE.findall(text) if each not in known
        )
    return certificates
