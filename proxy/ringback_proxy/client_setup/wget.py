"""Pointing wget at the CA: built with GnuTLS, as Debian's is, it reads that from wgetrc alone."""

from pathlib import Path

VARIABLE = "WGETRC"


def wgetrc(own: str, bundle: Path) -> str:
    """Return the text of a start-up file: the user's `own`, then the PEM bundle, which wins."""
    ours = f"ca_certificate = {bundle}"
    kept = [line for line in own.splitlines() if line != ours]
    return "\n".join([*kept, ours, ""])
