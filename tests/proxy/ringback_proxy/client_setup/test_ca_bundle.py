import re
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import certifi
import pytest

from ringback_proxy.client_setup import platform_support
from ringback_proxy.client_setup.ca_bundle import read_certificates, write_bundle
from ringback_proxy.client_setup.certificates import Authority, ensure_authority


@pytest.fixture(autouse=True)
def without_system_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform_support, "find_system_bundles", lambda: ())


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ensure_authority(tmp_path_factory.mktemp("company"), datetime.now(UTC)).root


def write(path: Path, authority: Authority, own: Sequence[Path] = ()) -> Path:
    return write_bundle(path, read_certificates(authority.root, own))


def pem_blocks(*paths: Path) -> list[str]:
    text = "".join(path.read_text() for path in paths)
    return re.findall("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", text, re.DOTALL)


def test_the_bundle_holds_the_public_cas_the_users_own_and_the_root(
    authority: Authority, company: Path, tmp_path: Path
) -> None:
    bundle = write(tmp_path / "bundle.pem", authority, [company])

    public = Path(certifi.where())
    assert pem_blocks(bundle) == pem_blocks(public, company, authority.root)


def test_a_certificate_that_is_cut_short_is_left_out(
    authority: Authority, company: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\nMIIB\n" + company.read_text())

    certificates = read_certificates(authority.root, [broken])

    assert list(certificates.own) == pem_blocks(company)


def test_the_cas_of_the_machine_are_public(
    authority: Authority, company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform_support, "find_system_bundles", lambda: (company,))

    certificates = read_certificates(authority.root, [company])

    assert set(pem_blocks(company)) <= set(certificates.public)
    assert certificates.own == ()


def test_a_root_that_the_machine_trusts_stays_the_root(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_certificates(authority.root)
    monkeypatch.setattr(platform_support, "find_system_bundles", lambda: (authority.root,))

    assert read_certificates(authority.root) == before


def test_python_can_trust_the_bundle(authority: Authority, tmp_path: Path) -> None:
    bundle = write(tmp_path / "bundle.pem", authority)

    trusted = ssl.create_default_context(cafile=bundle).get_ca_certs(binary_form=True)

    assert ssl.PEM_cert_to_DER_cert(authority.root.read_text()) in trusted


def test_a_bundle_made_of_a_bundle_does_not_grow(authority: Authority, tmp_path: Path) -> None:
    bundle = write(tmp_path / "bundle.pem", authority)
    before = bundle.read_bytes()

    write(bundle, authority, [bundle])

    assert bundle.read_bytes() == before


def test_a_missing_bundle_of_the_users_is_left_out(authority: Authority, tmp_path: Path) -> None:
    bundle = write(tmp_path / "bundle.pem", authority)
    before = bundle.read_bytes()

    write(bundle, authority, [tmp_path / "gone.pem", tmp_path])

    assert bundle.read_bytes() == before


def test_a_bundle_that_has_not_changed_is_not_written_again(
    authority: Authority, tmp_path: Path
) -> None:
    bundle = write(tmp_path / "bundle.pem", authority)
    before = bundle.stat().st_ino

    write(bundle, authority)

    assert bundle.stat().st_ino == before


def test_a_bundle_that_is_no_text_is_replaced(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "bundle.pem").write_bytes(b"\xff")

    bundle = write(tmp_path / "bundle.pem", authority)

    assert authority.root.read_text() in bundle.read_text()
