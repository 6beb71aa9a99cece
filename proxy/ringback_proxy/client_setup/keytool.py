"""Runs Java's keytool, which alone reads any trust store and converts between formats."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from ringback_proxy.client_setup import java

# In seconds; Java may start slowly on a busy machine.
_TIMEOUT = 60.0
_PASSWORD_VARIABLE = "RINGBACK_KEYTOOL_PASSWORD"


def read_certificates(store: Path, password: str) -> str | None:
    """Return the certificates of a trust store as PEM text; None if keytool cannot read it."""
    return _run(("-list", "-rfc", "-keystore", str(store)), password)


def convert_to_pkcs12(store: Path, target: Path) -> bool:
    """Convert a JKS trust store that Ringback wrote to PKCS12; return whether that worked."""
    target.unlink(missing_ok=True)
    sources = ("-srckeystore", str(store), "-srcstoretype", "JKS", "-srcstorepass", java.PASSWORD)
    targets = ("-destkeystore", str(target), "-deststoretype", "PKCS12")
    passed = ("-deststorepass:env", _PASSWORD_VARIABLE, "-noprompt")
    _run(("-importkeystore", *sources, *targets, *passed), java.PASSWORD, store=False)
    return target.is_file()


def _run(arguments: Sequence[str], password: str, *, store: bool = True) -> str | None:
    program = shutil.which("keytool")
    if program is None:
        return None
    # Arguments can be read by every user of the machine.
    passed = ("-storepass:env", _PASSWORD_VARIABLE) if store else ()
    # The user's JAVA_TOOL_OPTIONS are left out: keytool needs none of them.
    kept = {name: value for name, value in os.environ.items() if name != java.VARIABLE}
    try:
        ran = subprocess.run(
            (program, *arguments, *passed),
            env={**kept, _PASSWORD_VARIABLE: password},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ran.stdout if ran.returncode == 0 else None
