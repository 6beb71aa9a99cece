import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from trustme import CA

from ringback.errors import RingbackError
from ringback_proxy.client_setup import java, preloads, prepare
from ringback_proxy.client_setup.certificates import LIFETIME, Authority, ensure_authority
from tests.support.process.programs import require_program

PROXY = "http://127.0.0.1:8080"


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    path = tmp_path / "company.pem"
    CA().cert_pem.write_to_path(path)
    return path


def run_prepare(folder: Path, authority: Authority, **environ: str) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    return dict(prepare.prepare(folder, PROXY, authority.root, environ).variables)


def holds(bundle: str, certificate: Path) -> bool:
    """Return whether a file has a certificate, or a folder a file with it."""
    path = Path(bundle)
    files = path.iterdir() if path.is_dir() else [path]
    return any(certificate.read_text().strip() in file.read_text() for file in files)


def test_every_file_that_a_variable_names_exists(tmp_path: Path, authority: Authority) -> None:
    folder = tmp_path / "run"

    variables = run_prepare(folder, authority)

    for name in ("SSL_CERT_FILE", "WGETRC", "NODE_EXTRA_CA_CERTS"):
        assert Path(variables[name]).is_file()
    assert f"trustStore={folder / 'truststore.jks'}" in variables["JAVA_TOOL_OPTIONS"]
    assert (folder / "truststore.jks").is_file()
    assert variables["PHP_INI_SCAN_DIR"] == f"{os.pathsep}{folder / 'php'}"
    assert str(folder / "bundle.pem") in (folder / "php" / "ringback.ini").read_text()
    assert variables["PYTHONPATH"] == str(preloads.PYTHON_FOLDER)
    assert str(preloads.NODE_FILE) in variables["NODE_OPTIONS"]


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"])
def test_the_bundle_holds_the_root_and_what_the_user_names(
    tmp_path: Path, authority: Authority, theirs: Path, name: str
) -> None:
    variables = run_prepare(tmp_path / "run", authority, **{name: str(theirs)})

    for replaced in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        assert holds(variables[replaced], authority.root)
        assert holds(variables[replaced], theirs)


def test_the_user_may_name_a_folder_of_cas(
    tmp_path: Path, authority: Authority, theirs: Path
) -> None:
    variables = run_prepare(tmp_path / "run", authority, REQUESTS_CA_BUNDLE=str(theirs.parent))

    assert holds(variables["REQUESTS_CA_BUNDLE"], theirs)


def test_the_hashed_folder_is_kept_beside_the_ca(tmp_path: Path, authority: Authority) -> None:
    first, second = (run_prepare(tmp_path / name, authority) for name in ("one", "two"))

    assert first["REQUESTS_CA_BUNDLE"] == second["REQUESTS_CA_BUNDLE"]
    assert Path(first["REQUESTS_CA_BUNDLE"]).parent == authority.root.parent / "certs"


def test_a_folder_with_cas_of_the_users_goes_with_the_run(
    tmp_path: Path, authority: Authority, theirs: Path
) -> None:
    """They may differ each time, and nobody would remove them."""
    variables = run_prepare(tmp_path / "run", authority, SSL_CERT_FILE=str(theirs))

    assert Path(variables["REQUESTS_CA_BUNDLE"]).parent == tmp_path / "run" / "certs"


def test_a_renewed_root_is_in_the_folder(tmp_path: Path) -> None:
    authority = ensure_authority(tmp_path / "confdir", datetime.now(UTC))
    before = run_prepare(tmp_path / "run", authority)["REQUESTS_CA_BUNDLE"]
    renewed = ensure_authority(authority.confdir, datetime.now(UTC) + 2 * LIFETIME)

    after = run_prepare(tmp_path / "run", renewed)["REQUESTS_CA_BUNDLE"]

    assert holds(after, renewed.root)
    assert not holds(before, renewed.root)


def test_variables_that_add_cas_name_the_root_alone(tmp_path: Path, authority: Authority) -> None:
    assert run_prepare(tmp_path / "run", authority)["NODE_EXTRA_CA_CERTS"] == str(authority.root)


def test_cas_that_the_user_adds_are_kept(
    tmp_path: Path, authority: Authority, theirs: Path
) -> None:
    variables = run_prepare(tmp_path / "run", authority, NODE_EXTRA_CA_CERTS=str(theirs))

    assert holds(variables["NODE_EXTRA_CA_CERTS"], theirs)
    assert holds(variables["NODE_EXTRA_CA_CERTS"], authority.root)


def test_the_users_own_trust_store_of_java_is_in_the_bundle(
    tmp_path: Path, authority: Authority, theirs: Path
) -> None:
    require_program("keytool")
    store = tmp_path / "theirs.jks"
    store.write_bytes(java.make_trust_store(theirs.read_text()))

    variables = run_prepare(
        tmp_path / "run", authority, JAVA_TOOL_OPTIONS=f"-Djavax.net.ssl.trustStore={store}"
    )

    assert holds(variables["SSL_CERT_FILE"], theirs)


def test_a_trust_store_that_cannot_be_read_is_left_out(
    tmp_path: Path, authority: Authority
) -> None:
    variables = run_prepare(
        tmp_path / "run", authority, JAVA_TOOL_OPTIONS="-Djavax.net.ssl.trustStore=/missing"
    )

    assert holds(variables["SSL_CERT_FILE"], authority.root)


def test_the_users_wgetrc_is_kept(tmp_path: Path, authority: Authority) -> None:
    (tmp_path / ".wgetrc").write_text("timeout = 5\n")

    variables = run_prepare(tmp_path / "run", authority, HOME=str(tmp_path))

    assert Path(variables["WGETRC"]).read_text().startswith("timeout = 5\n")


def test_a_second_run_in_its_own_environment_changes_nothing(
    tmp_path: Path, authority: Authority
) -> None:
    folder = tmp_path / "run"
    once = run_prepare(folder, authority, JAVA_TOOL_OPTIONS="-Xmx1g", NODE_OPTIONS="--no-warnings")
    bundle = Path(once["SSL_CERT_FILE"]).read_text()

    # NODE_EXTRA_CA_CERTS is then the user's, so it names the bundle.
    again = run_prepare(folder, authority, **once)

    assert {**again, "NODE_EXTRA_CA_CERTS": "", "DENO_CERT": ""} == {
        **once, "NODE_EXTRA_CA_CERTS": "", "DENO_CERT": "",
    }  # fmt: skip
    assert Path(again["SSL_CERT_FILE"]).read_text() == bundle


def test_a_folder_that_cannot_be_written_is_the_operators_error(
    tmp_path: Path, authority: Authority
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "php").touch()

    with pytest.raises(RingbackError, match="--confdir"):
        run_prepare(tmp_path / "run", authority)


def test_a_wgetrc_of_any_encoding_is_kept(tmp_path: Path, authority: Authority) -> None:
    (tmp_path / ".wgetrc").write_bytes(b"# caf\xe9\n")

    variables = run_prepare(tmp_path / "run", authority, HOME=str(tmp_path))

    assert Path(variables["WGETRC"]).read_bytes().startswith(b"# caf\xe9\n")
