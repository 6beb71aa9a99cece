"""Writes the files that make clients use the proxy, and returns the variables that name them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ringback.errors import RingbackError
from ringback_proxy.client_setup import (
    ca_bundle,
    hashed_folder,
    java,
    keytool,
    php,
    preloads,
    variables,
    wget,
)
from ringback_proxy.client_setup.ca_bundle import Certificates
from ringback_proxy.client_setup.variables import ClientVariables, Trust

_BUNDLE = "bundle.pem"
_HASHED = "certs"
_STORE = "truststore.jks"


def prepare(
    folder: Path, proxy_url: str, root: Path, environ: Mapping[str, str]
) -> ClientVariables:
    """Write the files for clients into `folder`; return the variables, merged with `environ`.

    `root` is the PEM file of the CA. Raises RingbackError if the folder cannot be written.
    """
    try:
        folder.mkdir(exist_ok=True)
        trusted = _read_certificates(folder, root, environ)
        bundle = ca_bundle.write_bundle(folder / _BUNDLE, trusted)
        hashed = _write_hashed_folder(folder, root, trusted)
        files = _write_files(folder, bundle, environ)
    except OSError as error:
        raise RingbackError(
            f"the files for clients cannot be written to {folder} ({error.strerror or error}); "
            f"name a folder that can be written with --confdir"
        ) from None

    # Variables that add to a trust store name the root alone, unless the user adds CAs as well.
    added = bundle if any(environ.get(name) for name in variables.ADDING) else root
    basic = variables.make_variables(proxy_url, Trust(added, bundle, hashed), environ)
    exempt = basic.variables["NO_PROXY"].split(",")
    merged = {
        **basic.variables,
        **preloads.make_variables(environ),
        java.VARIABLE: java.make_tool_options(proxy_url, files.store, exempt, environ),
        php.VARIABLE: php.make_scan_dir(files.php, environ),
        wget.VARIABLE: str(files.wgetrc),
    }
    return replace(basic, variables=merged)


@dataclass(frozen=True, slots=True)
class _Files:
    store: Path
    php: Path
    wgetrc: Path


def _write_files(folder: Path, bundle: Path, environ: Mapping[str, str]) -> _Files:
    """Write the files for clients that read no variable with a PEM bundle."""
    files = _Files(folder / _STORE, folder / "php", folder / "wgetrc")
    files.store.write_bytes(java.make_trust_store(bundle.read_text(encoding="utf-8")))
    files.php.mkdir(exist_ok=True)
    (files.php / php.INI).write_text(php.make_ini(bundle), encoding="utf-8")
    files.wgetrc.write_text(
        wget.make_wgetrc(_read_own_wgetrc(environ), bundle),
        encoding="utf-8",
        errors="surrogateescape",
    )
    return files


def write_bundle(folder: Path, root: Path, environ: Mapping[str, str]) -> Path:
    """Write a PEM bundle to `folder`: the public CAs, the machine's, the user's and the root."""
    return ca_bundle.write_bundle(folder / _BUNDLE, _read_certificates(folder, root, environ))


def _read_certificates(folder: Path, root: Path, environ: Mapping[str, str]) -> Certificates:
    own = (*_trusted_by_user(environ), *_trusted_by_own_java(folder, environ))
    return ca_bundle.read_certificates(root, own)


def _write_hashed_folder(folder: Path, root: Path, trusted: Certificates) -> Path:
    """Write the hashed folder: beside the CA if every run needs the same, else for this run."""
    parent = folder if trusted.own else root.parent
    return hashed_folder.write_hashed_folder(parent / _HASHED, trusted.all)


def _trusted_by_user(environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield the PEM files of the CAs that the user's variables name."""
    for path in variables.find_own_bundles(environ):
        # requests accepts a folder in REQUESTS_CA_BUNDLE as well.
        yield from sorted(path.iterdir()) if path.is_dir() else (path,)


def _trusted_by_own_java(folder: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield a PEM file with the trust store that the user's Java options name, if any."""
    own = java.find_own_store(environ)
    # Inside another Ringback it is that one's store, whose bundle is read already.
    if own is None or (own[0].name == _STORE and own[0].with_name(_BUNDLE).is_file()):
        return
    text = keytool.read_certificates(*own)
    if text is not None:
        path = folder / "java.pem"
        path.write_text(text, encoding="utf-8")
        yield path


def _read_own_wgetrc(environ: Mapping[str, str]) -> str:
    home = environ.get("HOME", "")
    path = Path(environ.get(wget.VARIABLE) or Path(home) / ".wgetrc")
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
