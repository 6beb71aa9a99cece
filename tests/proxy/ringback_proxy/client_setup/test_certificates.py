import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ringback.errors import CertificateError
from ringback_proxy.client_setup import certificates
from ringback_proxy.client_setup.certificates import Authority, ensure_authority
from tests.support.process.programs import require_program
from tests.support.process.waiting import TIMEOUT
from tests.support.proxy.leaf_certificates import write_leaf

NOW = datetime.now(UTC).replace(microsecond=0)
HOST = "conversations.twilio.com"

PERMITTED = [HOST, "conversations.sydney.au1.twilio.com", "api.twilio.com", "localhost"]
REFUSED = ["example.com", "nottwilio.com", "twilio.com.example.com"]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return ensure_authority(tmp_path_factory.mktemp("authority"), NOW)


def store_of(authority: Authority) -> bytes:
    return (authority.confdir / "mitmproxy-ca.pem").read_bytes()


def chain_of(authority: Authority) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(store_of(authority))


def key_of(authority: Authority) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(store_of(authority), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


# --- the content of the certificates


def test_the_intermediate_signs_and_the_root_is_trusted(authority: Authority) -> None:
    intermediate, root = chain_of(authority)

    intermediate.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    assert authority.root.read_bytes() == root.public_bytes(serialization.Encoding.PEM)


def test_the_private_key_is_the_intermediates(authority: Authority) -> None:
    assert chain_of(authority)[0].public_key() == key_of(authority).public_key()


def test_the_roots_private_key_is_nowhere(authority: Authority) -> None:
    root = chain_of(authority)[1]
    found = [
        serialization.load_pem_private_key(path.read_bytes(), None).public_key()
        for path in authority.confdir.rglob("*")
        if path.is_file() and b"PRIVATE KEY" in path.read_bytes()
    ]

    assert found == [key_of(authority).public_key()]
    assert root.public_key() not in found


def test_the_constraints_are_critical_and_name_twilio_and_this_machine(
    authority: Authority,
) -> None:
    extension = chain_of(authority)[0].extensions.get_extension_for_class(x509.NameConstraints)

    assert extension.critical
    assert [str(name.value) for name in extension.value.permitted_subtrees or ()] == [
        "twilio.com",
        "localhost",
        "127.0.0.1/32",
        "::1/128",
    ]


@pytest.mark.parametrize(("place", "path_length"), [(0, 0), (1, 1)], ids=["intermediate", "root"])
def test_a_certificate_says_what_it_may_sign(
    authority: Authority, place: int, path_length: int
) -> None:
    extensions = chain_of(authority)[place].extensions
    basic = extensions.get_extension_for_class(x509.BasicConstraints)
    usage = extensions.get_extension_for_class(x509.KeyUsage)

    assert basic.critical
    assert (basic.value.ca, basic.value.path_length) == (True, path_length)
    assert usage.critical
    assert usage.value.key_cert_sign


def test_key_identifiers_are_sha1_as_mitmproxy_11_expects(authority: Authority) -> None:
    intermediate, root = chain_of(authority)
    identifier = x509.SubjectKeyIdentifier.from_public_key(root.public_key())

    own = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    issuers = intermediate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    assert own.value == identifier
    assert issuers.value.key_identifier == identifier.digest


def test_the_certificates_are_valid_from_two_days_ago_for_a_year(authority: Authority) -> None:
    for certificate in chain_of(authority):
        assert certificate.not_valid_before_utc == NOW - timedelta(days=2)
        assert certificate.not_valid_after_utc == NOW + timedelta(days=365)


def test_a_person_can_tell_from_the_name_what_it_is(authority: Authority) -> None:
    names = [
        str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
        for certificate in chain_of(authority)
    ]

    assert names == [
        f"Ringback for Twilio and localhost only {NOW:%Y-%m-%d}",
        f"Ringback test double {NOW:%Y-%m-%d}",
    ]


# --- the files


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_only_the_user_can_read_the_private_key(tmp_path: Path) -> None:
    authority = ensure_authority(tmp_path / "new", NOW)

    assert authority.confdir.stat().st_mode & 0o777 == 0o700
    assert (authority.confdir / "mitmproxy-ca.pem").stat().st_mode & 0o777 == 0o600
    assert authority.root.stat().st_mode & 0o777 == 0o644


def test_no_drafts_are_left_behind(tmp_path: Path) -> None:
    ensure_authority(tmp_path, NOW)

    assert {path.name for path in tmp_path.iterdir()} == {
        ".lock",
        "mitmproxy-ca.pem",
        "ringback-ca.pem",
    }


def test_the_ca_stays_as_long_as_it_lasts(tmp_path: Path) -> None:
    first = ensure_authority(tmp_path, NOW)
    before = store_of(first)

    assert ensure_authority(tmp_path, NOW + timedelta(days=334)) == first
    assert store_of(first) == before


def test_the_ca_is_renewed_a_month_before_its_end(tmp_path: Path) -> None:
    authority = ensure_authority(tmp_path, NOW)

    later = NOW + timedelta(days=335)
    ensure_authority(tmp_path, later)

    assert {certificate.not_valid_after_utc for certificate in chain_of(authority)} == {
        later + timedelta(days=365)
    }
    assert authority.root.read_bytes() in store_of(authority)


def remove_the_root(authority: Authority) -> None:
    authority.root.unlink()


def exchange_the_root(authority: Authority) -> None:
    other = ensure_authority(authority.confdir / "other", NOW)
    shutil.copy(other.root, authority.root)


def empty_the_root(authority: Authority) -> None:
    authority.root.write_bytes(b"")


def garble_the_store(authority: Authority) -> None:
    (authority.confdir / "mitmproxy-ca.pem").write_bytes(b"garbage")


def shorten_the_store(authority: Authority) -> None:
    (authority.confdir / "mitmproxy-ca.pem").write_bytes(
        store_of(authority).removesuffix(authority.root.read_bytes())
    )


@pytest.mark.parametrize(
    "damage",
    [remove_the_root, exchange_the_root, empty_the_root, garble_the_store, shorten_the_store],
)
def test_a_damaged_ca_is_made_anew(tmp_path: Path, damage: Callable[[Authority], None]) -> None:
    authority = ensure_authority(tmp_path, NOW)
    damage(authority)

    ensure_authority(tmp_path, NOW)

    intermediate, root = chain_of(authority)
    assert authority.root.read_bytes() == root.public_bytes(serialization.Encoding.PEM)
    assert intermediate.public_key() == key_of(authority).public_key()


FIRST_START = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from ringback_proxy.client_setup.certificates import ensure_authority

print("ready", flush=True)
sys.stdin.read()
authority = ensure_authority(Path(sys.argv[1]), datetime.now(UTC))
sys.stdout.write(authority.root.read_text())
"""


def test_processes_that_start_at_once_share_one_ca(tmp_path: Path) -> None:
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", FIRST_START, str(tmp_path)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(4)
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.close()
        roots = {process.stdout.read() for process in processes if process.stdout}

    assert [process.returncode for process in processes] == [0] * 4
    assert roots == {(tmp_path / "ringback-ca.pem").read_text()}


def test_there_is_a_lock_where_the_system_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "fcntl", None)

    authority = ensure_authority(tmp_path, NOW)

    assert authority.root.is_file()
    assert (tmp_path / ".lock").is_file()


@pytest.mark.parametrize("confdir", ["a file", "a file/below"])
def test_an_unusable_folder_is_the_operators_error(tmp_path: Path, confdir: str) -> None:
    (tmp_path / "a file").touch()

    with pytest.raises(CertificateError, match="name another folder with --confdir") as error:
        ensure_authority(tmp_path / confdir, NOW)

    assert str(tmp_path / confdir) in str(error.value)


def test_a_draft_that_cannot_take_its_place_is_removed(tmp_path: Path) -> None:
    (tmp_path / "mitmproxy-ca.pem").mkdir()

    with pytest.raises(CertificateError):
        ensure_authority(tmp_path, NOW)

    assert {path.name for path in tmp_path.iterdir()} == {".lock", "mitmproxy-ca.pem"}


# --- how clients judge it


def handshake(authority: Authority, leaf: Path, name: str) -> None:
    """Do a TLS handshake as a strict client that trusts the root; raises SSLError."""
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(leaf)
    client_context = ssl.create_default_context(cafile=authority.root)
    client_context.verify_flags |= ssl.VERIFY_X509_STRICT
    ours, theirs = socket.socketpair()

    def serve() -> None:
        with theirs, suppress(OSError), server_context.wrap_socket(theirs, server_side=True):
            pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with ours, client_context.wrap_socket(ours, server_hostname=name):
            pass
    finally:
        ours.close()
        thread.join()


@pytest.mark.parametrize("name", PERMITTED)
def test_a_strict_client_accepts_twilios_names_and_localhost(
    authority: Authority, tmp_path: Path, name: str
) -> None:
    handshake(authority, write_leaf(authority, name, tmp_path), name)


@pytest.mark.parametrize("name", [*REFUSED, "10.1.2.3"])
def test_a_strict_client_refuses_every_other_name(
    authority: Authority, tmp_path: Path, name: str
) -> None:
    leaf = write_leaf(authority, name, tmp_path)

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        handshake(authority, leaf, name)


def openssl_verifies(authority: Authority, leaf: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(require_program("openssl"), "verify", "-x509_strict", "-CAfile", str(authority.root)),
            *("-untrusted", str(authority.confdir / "mitmproxy-ca.pem"), str(leaf)),
        ],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def signed(authority: Authority, name: x509.GeneralName, folder: Path) -> Path:
    """Write a well-formed leaf, as a thief of the intermediate's key could sign it."""
    issuer, key = chain_of(authority)[0], key_of(authority)
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([name]), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "stolen.pem"
    path.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    "name",
    [
        *(x509.DNSName(name) for name in PERMITTED),
        x509.IPAddress(ip_address("127.0.0.1")),
        x509.IPAddress(ip_address("::1")),
    ],
    ids=str,
)
def test_openssl_accepts_a_leaf_for_a_permitted_name(
    authority: Authority, tmp_path: Path, name: x509.GeneralName
) -> None:
    verified = openssl_verifies(authority, signed(authority, name, tmp_path))

    assert verified.returncode == 0, verified.stderr


@pytest.mark.parametrize(
    "name",
    [
        *(x509.DNSName(name) for name in REFUSED),
        x509.IPAddress(ip_address("10.1.2.3")),
        x509.IPAddress(ip_address("127.0.0.2")),
        x509.IPAddress(ip_address("2001:db8::1")),
    ],
    ids=str,
)
def test_openssl_refuses_a_leaf_for_any_other_name(
    authority: Authority, tmp_path: Path, name: x509.GeneralName
) -> None:
    verified = openssl_verifies(authority, signed(authority, name, tmp_path))

    assert verified.returncode != 0
    assert "permitted subtree violation" in verified.stderr


# --- the upstream's CA


def test_a_file_of_certificates_can_be_trusted(authority: Authority) -> None:
    certificates.check_trusted(authority.root)


def test_no_file_needs_no_check() -> None:
    certificates.check_trusted(None)


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"-----BEGIN CERTIFICATE-----\n"], ids=["empty", "text", "torn"]
)
def test_a_file_without_certificates_cannot_be_trusted(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ca.pem"
    path.write_bytes(content)

    with pytest.raises(CertificateError, match="--upstream-ca") as error:
        certificates.check_trusted(path)

    assert str(path) in str(error.value)


def test_a_missing_file_cannot_be_trusted(tmp_path: Path) -> None:
    with pytest.raises(CertificateError, match="No such file"):
        certificates.check_trusted(tmp_path / "gone.pem")
