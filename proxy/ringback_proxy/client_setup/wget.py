"""Makes wget trust the CA: built with GnuTLS, as on Debian, it reads that from wgetrc only."""

from pathlib import Path

VARIABLE = "WGETRC"


def make_wgetrc(own: str, bundle: Path) -> str:
    """Return the text of a wgetrc: the user's `own` text, then the PEM bundle, which wins."""
    line_of_bundle = f"ca_certificate = {bundle}"
    kept = [line for line in own.splitlines() if line != line_of_bundle]
    return "\n".join([*kept, line_of_bundle, ""])
