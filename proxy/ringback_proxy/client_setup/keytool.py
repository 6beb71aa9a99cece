"""What only Java's own tool can do: read somebody's trust store, and convert ours."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from ringback_proxy.client_setup import java

# Enough for a Java that starts on a busy machine.
_PATIENCE = 60.0
_PASSWORD_VARIABLE = "RINGBACK_KEYTOOL_PASSWORD"


def certificates_of(store: Path, password: str) -> str | None:
    """Return the certificates of a trust store as PEM text; None where that cannot be had."""
    return _run(("-list", "-rfc", "-keystore", str(store)), password)


def to_pkcs12(store: Path, target: Path) -> bool:
    """Convert a trust store of ours into a PKCS12 one; say whether that worked."""
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
    # Not as an argument, which everybody on the machine can read.
    passed = ("-storepass:env", _PASSWORD_VARIABLE) if store else ()
    # Without the user's JAVA_TOOL_OPTIONS: keytool needs none of them.
    kept = {name: value for name, value in os.environ.items() if name != java.VARIABLE}
    try:
        ran = subprocess.run(
            (program, *arguments, *passed),
            env={**kept, _PASSWORD_VARIABLE: password},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ran.stdout if ran.returncode == 0 else None
