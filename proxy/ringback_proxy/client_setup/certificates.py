"""The per-user certificate authority: created on first use, and useless to a thief.

A root signs one intermediate, and its key is discarded. The intermediate signs the leaves; its
critical name constraints permit only Twilio's names and this machine. Clients trust the root. The
constraints are in the intermediate because Java does not apply those of a trust anchor, and they
include IP ranges because Go and Java accept any address if none is constrained.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ringback.errors import CertificateError
from ringback.files import replace_atomically

try:
    import fcntl
except ImportError:  # on Windows
    fcntl = None  # type: ignore[assignment]  # what is missing is None

# The name that mitmproxy looks for in its `confdir`.
_STORE = "mitmproxy-ca.pem"
_ROOT = "ringback-ca.pem"

LIFETIME = timedelta(days=365)
# Renewed this long before it expires, so that it rarely expires in a running process.
RENEWAL = timedelta(days=30)
# As mitmproxy backdates its leaves: clocks of containers and phones may be late.
BACKDATED = timedelta(days=2)

PERMITTED_NAMES = ("twilio.com", "localhost")
PERMITTED_NETWORKS = ("127.0.0.1/32", "::1/128")


@dataclass(frozen=True, slots=True)
class Authority:
    """The files of the CA: the `root` that clients trust, and the `confdir` for mitmproxy."""

    confdir: Path
    root: Path


def ensure_authority(confdir: Path, now: datetime) -> Authority:
    """Return the CA in `confdir`; create or renew it if necessary.

    Processes that start at the same time wait for each other and use the same CA. Raises
    CertificateError if the folder cannot be written.
    """
    authority = Authority(confdir, confdir / _ROOT)
    try:
        confdir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_valid(authority, now):
            _create_once(authority, now)
    except OSError as error:
        raise CertificateError(
            f"the certificate authority cannot be kept in {confdir} ({error.strerror or error}); "
            f"name another folder with --confdir"
        ) from None
    return authority


def check_trusted(path: Path | None) -> None:
    """Check that a file has CA certificates; mitmproxy would load it at the first request only.

    Raises CertificateError if it has none.
    """
    if path is None:
        return
    try:
        ssl.create_default_context(cafile=str(path))
    except (OSError, ssl.SSLError) as error:
        raise CertificateError(
            f"{path} is not a PEM file of certificates ({error.strerror or error}); "
            f"give the upstream's CA with --upstream-ca"
        ) from None


def _is_valid(authority: Authority, now: datetime) -> bool:
    store = authority.confdir / _STORE
    if not (store.is_file() and authority.root.is_file()):
        return False
    try:
        chain = x509.load_pem_x509_certificates(store.read_bytes())
        root = x509.load_pem_x509_certificate(authority.root.read_bytes())
    except ValueError:
        return False
    return len(chain) == 2 and chain[1] == root and chain[0].not_valid_after_utc > now + RENEWAL


def _create_once(authority: Authority, now: datetime) -> None:
    with _locked(authority.confdir / ".lock"):
        if not _is_valid(authority, now):
            _create(authority, now)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Return a context that has the lock of a file; entering it waits for other processes."""
    if fcntl is None:
        from filelock import FileLock  # it is slow to load

        with FileLock(path):
            yield
        return
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _create(authority: Authority, now: datetime) -> None:
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = _build_name(f"Ringback test double {now:%Y-%m-%d}")
    issuer_name = _build_name(f"Ringback for Twilio and localhost only {now:%Y-%m-%d}")
    root = _build_certificate(
        root_name, root_name, root_key.public_key(), root_key, now, path_length=1
    )
    issuer = _build_certificate(
        issuer_name, root_name, key.public_key(), root_key, now, path_length=0, constrained=True
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    issuer_pem, root_pem = (it.public_bytes(serialization.Encoding.PEM) for it in (issuer, root))
    # The order matters, and mitmproxy sends the chain only if the file has two certificates.
    replace_atomically(authority.confdir / _STORE, private + issuer_pem + root_pem, mode=0o600)
    replace_atomically(authority.root, root_pem, mode=0o644)


def _build_name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ringback"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _build_certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    signing_key: ec.EllipticCurvePrivateKey,
    now: datetime,
    *,
    path_length: int,
    constrained: bool = False,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_SIGNS_CERTIFICATES, critical=True)
        # The SHA-1 of the key, as mitmproxy 11 computes the authority key identifier of a leaf:
        # OpenSSL refuses a leaf whose identifier is not its issuer's.
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()),
            critical=False,
        )
    )
    if constrained:
        builder = builder.add_extension(_build_name_constraints(), critical=True)
    return builder.sign(signing_key, hashes.SHA256())


_SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _build_name_constraints() -> x509.NameConstraints:
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in PERMITTED_NAMES]
    names += [x509.IPAddress(ip_network(network)) for network in PERMITTED_NETWORKS]
    return x509.NameConstraints(permitted_subtrees=names, excluded_subtrees=None)
