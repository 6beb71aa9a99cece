"""`ringback ca`: show where the certificate authority is and how to trust it; export it."""

import os
import sys
import warnings
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ringback.errors import RingbackError, UsageError
from ringback_proxy.cli.options import confdir_option
from ringback_proxy.runtime_files import paths

_HELP = """Show where the certificate authority is and how to make this machine trust it.

`ringback MODE -- COMMAND` and `ringback env` need none of that: they point clients to the CA with
variables.

\b
Examples:
  ringback ca
  ringback ca export --format p12 --output truststore.p12
"""
_EXPORT_HELP = """Write the root certificate, or a whole trust store with it, to a file.

pem, der: the root only, to be added to a trust store. bundle, p12: the root with the public CAs
and those that your variables name, to replace one; p12 is for Java, its password is `changeit`.

\b
Examples:
  ringback ca export > ringback-ca.pem
  ringback ca export --format bundle --output ca-bundle.pem
"""


@click.group("ca", invoke_without_command=True, help=_HELP)
@confdir_option
@click.pass_context
def ca(context: click.Context, confdir: Path | None) -> None:
    """Print where the CA is, unless a subcommand follows."""
    from ringback_proxy.client_setup import certificates

    authority = certificates.ensure_authority(paths.resolve_confdir(confdir), datetime.now(UTC))
    context.obj = authority
    if context.invoked_subcommand is None:
        click.echo(describe(authority.root))


@ca.command("export", help=_EXPORT_HELP)
@click.option(
    "--format",
    "style",
    type=click.Choice(("pem", "der", "p12", "bundle")),
    default="pem",
    show_default=True,
    help="What to write.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default="-",
    help="The file to write. [default: standard output]",
)
@click.pass_obj
def export(authority: object, style: str, output: Path) -> None:
    """Write the root certificate, or a trust store with it."""
    from ringback_proxy.client_setup.certificates import Authority

    assert isinstance(authority, Authority)
    content = export_bytes(authority.root, style)
    if str(output) == "-":
        click.echo(content, nl=False)
        return
    try:
        output.write_bytes(content)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{str(output)!r} cannot be written ({getattr(error, 'strerror', None) or error}); "
            f"give --output a file in an existing folder"
        ) from None


def describe(root: Path) -> str:
    """Return what to print of the root: its data, and how to trust and forget it on this system."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    from ringback_proxy.client_setup import certificates, platform_support

    certificate = x509.load_pem_x509_certificate(root.read_bytes())
    lines = [
        f"root certificate  {root}",
        f"SHA-256           {certificate.fingerprint(SHA256()).hex(':').upper()}",
        f"valid until       {certificate.not_valid_after_utc:%Y-%m-%d}, renewed by itself",
        f"can sign for      {', '.join(certificates.PERMITTED_NAMES)} and this machine's addresses",
        "",
        "Commands behind `--` and `ringback env` trust it by variables. To make this machine",
        "trust it for every program:",
    ]
    for guide in platform_support.TRUST_GUIDES:
        if guide.platform == sys.platform:
            lines += ["", f"  {guide.system}", f"    {guide.trust.format(root=root)}"]
            lines += ["    and to undo it", f"    {guide.forget.format(root=root)}"]
    return "\n".join(lines)


def export_bytes(root: Path, style: str) -> bytes:
    """Return the bytes of an export; raises RingbackError if this machine cannot make them."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    from ringback_proxy.client_setup import prepare

    pem = root.read_bytes()
    match style:
        case "pem":
            return pem
        case "der":
            return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    with TemporaryDirectory(prefix="ringback-") as folder:
        bundle = prepare.write_bundle(Path(folder), root, os.environ)
        return bundle.read_bytes() if style == "bundle" else _pkcs12(bundle)


def _pkcs12(bundle: Path) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    from ringback_proxy.client_setup import java, keytool

    # Java takes a PKCS12 file as a trust store only if it has an attribute of Java's own, which
    # cryptography writes since 45; mitmproxy 11 needs cryptography 44.
    if hasattr(pkcs12, "serialize_java_truststore"):
        with warnings.catch_warnings():
            # Some of this machine's CAs may be old, with the serial number zero.
            warnings.simplefilter("ignore")
            named = [
                pkcs12.PKCS12Certificate(certificate, f"ringback-{number}".encode())
                for number, certificate in enumerate(
                    x509.load_pem_x509_certificates(bundle.read_bytes())
                )
            ]
        made: bytes = pkcs12.serialize_java_truststore(
            named, BestAvailableEncryption(java.PASSWORD.encode())
        )
        return made
    store, target = bundle.with_suffix(".jks"), bundle.with_suffix(".p12")
    store.write_bytes(java.make_trust_store(bundle.read_text(encoding="utf-8")))
    if not keytool.convert_to_pkcs12(store, target):
        raise RingbackError(
            "a PKCS12 trust store needs Java's keytool on the PATH, or Python 3.12 or newer "
            "(where cryptography writes it); --format bundle needs neither"
        )
    return target.read_bytes()
