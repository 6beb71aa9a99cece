from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from trustme import CA

from ringback_proxy.client_setup import java, keytool
from tests.support.process.programs import require_program


@pytest.fixture
def store(tmp_path: Path) -> Path:
    require_program("keytool")
    path = tmp_path / "truststore.jks"
    path.write_bytes(java.make_trust_store(CA().cert_pem.bytes().decode()))
    return path


def test_the_certificates_of_a_trust_store_are_read(store: Path) -> None:
    text = keytool.read_certificates(store, java.PASSWORD)

    assert text is not None
    assert text.count("BEGIN CERTIFICATE") == 1


def test_a_wrong_password_gives_nothing(store: Path) -> None:
    assert keytool.read_certificates(store, "wrong password") is None


def test_a_trust_store_is_converted_to_pkcs12(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "truststore.p12"
    target.write_text("what was there before")

    assert keytool.convert_to_pkcs12(store, target)
    assert len(pkcs12.load_pkcs12(target.read_bytes(), b"changeit").additional_certs) == 1


def test_a_failed_conversion_is_reported(tmp_path: Path) -> None:
    assert not keytool.convert_to_pkcs12(tmp_path / "missing.jks", tmp_path / "truststore.p12")


def test_without_java_there_is_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert keytool.read_certificates(store, java.PASSWORD) is None


def test_a_keytool_that_cannot_be_run_gives_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    broken = tmp_path / "keytool"
    broken.write_text("#!/no/such/interpreter\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert keytool.read_certificates(store, java.PASSWORD) is None
