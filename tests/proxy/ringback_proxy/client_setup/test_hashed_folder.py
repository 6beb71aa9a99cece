import os
import re
import ssl
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

from ringback_proxy.client_setup.ca_bundle import read_certificates, write_bundle
from ringback_proxy.client_setup.certificates import Authority
from ringback_proxy.client_setup.hashed_folder import write_hashed_folder
from tests.support.process.programs import require_program
from tests.support.process.waiting import TIMEOUT

NOW = datetime.now(UTC)
KEY = ec.generate_private_key(ec.SECP256R1())


def make_certificate(*names: tuple[x509.ObjectIdentifier, str, _ASN1Type] | str) -> str:
    """Return a CA in PEM whose subject has these attributes, common names by default."""
    attributes = [
        x509.NameAttribute(NameOID.COMMON_NAME, name)
        if isinstance(name, str)
        else x509.NameAttribute(name[0], name[1], name[2])
        for name in names
    ]
    subject = x509.Name(attributes)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(KEY.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(KEY, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode().strip()


ORGANIZATION, NAME = NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME
SUBJECTS = {
    "plain": ("Company CA",),
    "none": (),
    "not ASCII": ("Äpfel & Co. κάτι 証明書",),
    "upper and lower case, spaces": ("  Some   CAPITAL Letters ",),
    "BMP": ((ORGANIZATION, "Żółć", _ASN1Type.BMPString), "x"),
    "universal": ((ORGANIZATION, "Überall", _ASN1Type.UniversalString),),
    "T61": ((ORGANIZATION, "Teletex", _ASN1Type.T61String),),
    "IA5": ((NAME, "mail@example.com", _ASN1Type.IA5String),),
    "printable": ((NAME, "Printable  Only", _ASN1Type.PrintableString),),
    "several": (
        (ORGANIZATION, "One", _ASN1Type.UTF8String),
        (ORGANIZATION, "Two", _ASN1Type.UTF8String),
        "three",
    ),
    "numeric": ((NAME, "12 34", _ASN1Type.NumericString),),
}


def names_by_openssl(certificates: list[str], folder: Path) -> set[str]:
    """Return what `openssl rehash` names the links to these certificates."""
    folder.mkdir()
    for number, certificate in enumerate(certificates):
        (folder / f"{number}.pem").write_text(certificate + "\n")
    subprocess.run(
        (require_program("openssl"), "rehash", str(folder)), check=True, capture_output=True
    )
    return {path.name for path in folder.iterdir() if path.is_symlink()}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_is_hashed_as_openssl_does(subject: str, tmp_path: Path) -> None:
    certificates = [make_certificate(*SUBJECTS[subject])]

    written = write_hashed_folder(tmp_path / "ours", certificates)

    assert names(written) == names_by_openssl(certificates, tmp_path / "openssl")


def test_every_ca_of_the_bundle_is_named_as_openssl_does(
    authority: Authority, tmp_path: Path
) -> None:
    certificates = list(read_certificates(authority.root).all)
    assert len(certificates) > 100

    written = write_hashed_folder(tmp_path / "ours", certificates)

    assert names(written) == names_by_openssl(certificates, tmp_path / "openssl")


def test_openssl_trusts_in_the_folder_what_it_trusts_in_a_file(
    authority: Authority, tmp_path: Path
) -> None:
    certificates = read_certificates(authority.root)
    bundle = write_bundle(tmp_path / "bundle.pem", certificates)
    folder = write_hashed_folder(tmp_path / "certs", certificates.all)

    def verify(*trusted: str) -> list[str]:
        """Return the files that OpenSSL trusts; of two roots with one key it takes the later."""
        command = (require_program("openssl"), "verify", "-no_check_time", "-auth_level", "0")
        finished = subprocess.run(
            (*command, *trusted, *map(str, sorted(folder.iterdir()))),
            capture_output=True, text=True, timeout=TIMEOUT, check=False,
        )  # fmt: skip
        return finished.stdout.splitlines()

    found = verify("-no-CAfile", "-CApath", str(folder))

    assert found == verify("-no-CApath", "-CAfile", str(bundle))
    assert len(found) > 100
    content = sorted(path.read_text().strip() for path in folder.iterdir())
    assert content == sorted(certificates.all)


def test_cas_of_the_same_name_are_numbered(tmp_path: Path) -> None:
    certificates = [make_certificate("twin") for _ in range(3)]

    folder = write_hashed_folder(tmp_path, certificates)

    assert sorted(path.suffix for path in folder.iterdir()) == [".0", ".1", ".2"]


def test_python_trusts_the_folder(authority: Authority, tmp_path: Path) -> None:
    folder = write_hashed_folder(tmp_path, [authority.root.read_text().strip()])

    context = ssl.create_default_context(capath=folder)

    # OpenSSL loads a CA when it needs it.
    assert context.get_ca_certs() == []
    assert len(list(folder.iterdir())) == 1


def test_the_same_certificates_are_in_the_same_folder(tmp_path: Path) -> None:
    one, two = make_certificate("one"), make_certificate("two")
    folder = write_hashed_folder(tmp_path, [one, two])
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}

    assert write_hashed_folder(tmp_path, [two, one]) == folder
    assert {path.name: path.stat().st_ino for path in folder.iterdir()} == before


def test_other_certificates_are_in_another_folder(tmp_path: Path) -> None:
    one, two = make_certificate("one"), make_certificate("two")

    first, second = write_hashed_folder(tmp_path, [one]), write_hashed_folder(tmp_path, [two])

    assert first != second
    assert [path.read_text().strip() for path in first.iterdir()] == [one]


@pytest.mark.parametrize("damage", ["emptied", "removed", "half written"])
def test_a_damaged_folder_is_mended(tmp_path: Path, damage: str) -> None:
    certificates = [make_certificate(name) for name in ("one", "two")]
    folder = write_hashed_folder(tmp_path, certificates)
    victim = next(folder.iterdir())
    before = victim.read_bytes()
    if damage == "removed":
        victim.unlink()
    else:
        victim.write_bytes(b"" if damage == "emptied" else before[:100])

    write_hashed_folder(tmp_path, certificates)

    assert victim.read_bytes() == before


def test_a_draft_that_a_killed_start_left_does_no_harm(tmp_path: Path) -> None:
    certificates = [make_certificate("one")]
    folder = write_hashed_folder(tmp_path, certificates)
    (folder / ".12345678.0.99").write_text("half")
    before = next(folder.glob("*.0")).stat().st_ino

    write_hashed_folder(tmp_path, certificates)

    assert next(folder.glob("[0-9a-f]*.0")).stat().st_ino == before


def test_what_openssl_cannot_read_is_left_out(tmp_path: Path) -> None:
    good = make_certificate("good")
    bad = "-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----"

    folder = write_hashed_folder(tmp_path, [bad, good])

    assert [path.read_text().strip() for path in folder.iterdir()] == [good]


def test_starts_at_the_same_time_write_one_folder(authority: Authority, tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from ringback_proxy.client_setup.ca_bundle import read_certificates, write_bundle
from ringback_proxy.client_setup.hashed_folder import write_hashed_folder
certificates = read_certificates(Path({str(authority.root)!r})).all
sys.stdin.read(1)
folder = write_hashed_folder(Path({str(tmp_path)!r}), certificates)
print(len([each for each in folder.iterdir() if each.stat().st_size and each.name[0] != "."]))
"""
    pipe = subprocess.PIPE
    starts = [
        subprocess.Popen((sys.executable, "-c", program), stdin=pipe, stdout=pipe, text=True)
        for _ in range(4)
    ]

    printed = [start.communicate("x", TIMEOUT)[0].strip() for start in starts]

    assert printed == [str(len(read_certificates(authority.root).all))] * 4
    (folder,) = tmp_path.iterdir()
    assert all(re.fullmatch(r"[0-9a-f]{8}\.\d", name) for name in names(folder))


def test_what_no_start_has_used_for_more_than_a_year_is_removed(tmp_path: Path) -> None:
    old, recent = (write_hashed_folder(tmp_path, [make_certificate(name)]) for name in "ab")
    for folder, days in ((old, 401), (recent, 399)):
        then = time.time() - days * 24 * 3600
        os.utime(folder, (then, then))

    new = write_hashed_folder(tmp_path, [make_certificate("c")])

    assert set(tmp_path.iterdir()) == {recent, new}


def test_using_a_folder_keeps_it(tmp_path: Path) -> None:
    certificates = [make_certificate("one")]
    folder = write_hashed_folder(tmp_path, certificates)
    os.utime(folder, (0, 0))

    write_hashed_folder(tmp_path, certificates)
    write_hashed_folder(tmp_path, [make_certificate("two")])

    assert folder.is_dir()


def test_nothing_is_loaded_where_nothing_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificates = [make_certificate("one")]
    write_hashed_folder(tmp_path, certificates)

    monkeypatch.setitem(sys.modules, "OpenSSL", None)  # an import of it fails

    write_hashed_folder(tmp_path, certificates)
