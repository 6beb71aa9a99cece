import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from ringback.errors import RingbackError
from ringback_proxy.cli import ca
from ringback_proxy.client_setup import keytool, platform_support
from tests.support.process.programs import require_program


def invoke(confdir: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        ca.ca, ["--confdir", str(confdir), *arguments], catch_exceptions=False
    )


def pems(text: str) -> list[str]:
    found = re.findall("BEGIN CERTIFICATE-----(.+?)-----END", text, re.DOTALL)
    return ["".join(body.split()) for body in found]


def root(confdir: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((confdir / "ringback-ca.pem").read_bytes())


def test_it_prints_where_the_root_is_and_makes_one_if_necessary(tmp_path: Path) -> None:
    told = invoke(tmp_path).output

    assert str(tmp_path / "ringback-ca.pem") in told
    assert f"{root(tmp_path).not_valid_after_utc:%Y-%m-%d}" in told
    assert "twilio.com" in told


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_it_prints_how_to_trust_the_root_on_this_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    invoke(tmp_path)
    monkeypatch.setattr(sys, "platform", platform)

    told = ca.describe(tmp_path / "ringback-ca.pem")

    for guide in platform_support.TRUST_GUIDES:
        assert (guide.system in told) is (guide.platform == platform)


def test_the_root_is_exported_as_pem(tmp_path: Path) -> None:
    exported = invoke(tmp_path, "export").stdout_bytes

    assert exported == (tmp_path / "ringback-ca.pem").read_bytes()


def test_the_root_is_exported_as_der(tmp_path: Path) -> None:
    exported = invoke(tmp_path, "export", "--format", "der").stdout_bytes

    assert exported == root(tmp_path).public_bytes(Encoding.DER)


def test_a_bundle_has_the_public_cas_and_the_root(tmp_path: Path) -> None:
    target = tmp_path / "bundle.out"

    invoke(tmp_path, "export", "--format", "bundle", "--output", str(target))

    assert pems((tmp_path / "ringback-ca.pem").read_text())[0] in pems(target.read_text())
    assert len(pems(target.read_text())) > 50


def test_a_trust_store_for_java_has_the_public_cas_and_the_root(tmp_path: Path) -> None:
    require_program("keytool")
    target = tmp_path / "truststore.p12"

    invoke(tmp_path, "export", "--format", "p12", "-o", str(target))

    listed = keytool.read_certificates(target, "changeit")
    assert listed is not None
    assert pems((tmp_path / "ringback-ca.pem").read_text())[0] in pems(listed)
    assert len(pems(listed)) > 50


@pytest.mark.skipif(
    hasattr(pkcs12, "serialize_java_truststore"), reason="cryptography writes it here"
)
def test_without_keytool_and_a_new_cryptography_the_error_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(RingbackError, match="keytool"):
        invoke(tmp_path, "export", "--format", "p12")
