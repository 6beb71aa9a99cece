"""What leads a client program to the proxy: its variables, and the files that they name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ringback.errors import RingbackError
from ringback_proxy.client_setup import (
    certificates,
    java,
    keytool,
    php,
    platform_support,
    preloads,
    wget,
)
from ringback_proxy.client_setup import variables as environment
from ringback_proxy.client_setup.variables import Pointing

_BUNDLE = "bundle.pem"
_STORE = "truststore.jks"


def prepare(folder: Path, proxy_url: str, root: Path, environ: Mapping[str, str]) -> Pointing:
    """Write the files for clients into `folder`; give the variables, merged with `environ`.

    `root` is the PEM file of the CA. Raises RingbackError where the folder cannot be written.
    """
    try:
        folder.mkdir(exist_ok=True)
        bundle = write_bundle(folder, root, environ)
        files = _write_files(folder, bundle, environ)
    except OSError as error:
        raise RingbackError(
            f"the files for clients cannot be written to {folder} ({error.strerror or error}); "
            f"name a folder that can be written with --confdir"
        ) from None

    # What adds to a store is given the root alone, unless the user adds something as well.
    adding = bundle if any(environ.get(name) for name in environment.ADDING) else root
    pointed = environment.pointing(proxy_url, adding, bundle, environ)
    exempt = pointed.variables["NO_PROXY"].split(",")
    variables = {
        **pointed.variables,
        **preloads.variables(environ),
        java.VARIABLE: java.tool_options(proxy_url, files.store, exempt, environ),
        php.VARIABLE: php.scan_dir(files.php, environ),
        wget.VARIABLE: str(files.wgetrc),
    }
    return replace(pointed, variables=variables)


@dataclass(frozen=True, slots=True)
class _Files:
    store: Path
    php: Path
    wgetrc: Path


def _write_files(folder: Path, bundle: Path, environ: Mapping[str, str]) -> _Files:
    """Write what names the bundle to clients that read no variable for it."""
    files = _Files(folder / _STORE, folder / "php", folder / "wgetrc")
    files.store.write_bytes(java.trust_store(bundle.read_text(encoding="utf-8")))
    files.php.mkdir(exist_ok=True)
    (files.php / php.INI).write_text(php.ini(bundle), encoding="utf-8")
    files.wgetrc.write_text(
        wget.wgetrc(_own_wgetrc(environ), bundle), encoding="utf-8", errors="surrogateescape"
    )
    return files


def write_bundle(folder: Path, root: Path, environ: Mapping[str, str]) -> Path:
    """Write what is trusted to `folder`: the public CAs, the machine's, the user's and the root."""
    own = (*_trusted_by_user(environ), *_trusted_by_own_java(folder, environ))
    return certificates.write_bundle(folder / _BUNDLE, root, own)


def _trusted_by_user(environ: Mapping[str, str]) -> Iterator[Path]:
    """Return the PEM files of what the machine and the user trust already."""
    yield from platform_support.system_bundles()
    for path in environment.own_bundles(environ):
        # requests takes a folder for REQUESTS_CA_BUNDLE, too.
        yield from sorted(path.iterdir()) if path.is_dir() else (path,)


def _trusted_by_own_java(folder: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Return the certificates of the trust store in the user's Java options, as a PEM file."""
    own = java.own_store(environ)
    # One of ours, where Ringback runs inside Ringback, has a bundle that is read already.
    if own is None or (own[0].name == _STORE and own[0].with_name(_BUNDLE).is_file()):
        return
    text = keytool.certificates_of(*own)
    if text is not None:
        path = folder / "java.pem"
        path.write_text(text, encoding="utf-8")
        yield path


def _own_wgetrc(environ: Mapping[str, str]) -> str:
    home = environ.get("HOME", "")
    path = Path(environ.get(wget.VARIABLE) or Path(home) / ".wgetrc")
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
