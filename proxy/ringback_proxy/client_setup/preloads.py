"""Loads shims into clients that do not use the proxy because of variables alone.

The folder `shims/python` is put on PYTHONPATH, and a file of `shims/node` in NODE_OPTIONS. They
run in other interpreters, so they import nothing of Ringback.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

_HERE = Path(__file__).parents[1] / "shims"
PYTHON_FOLDER = _HERE / "python"
NODE_FILE = _HERE / "node" / "use-proxy.cjs"


def make_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that load the shims, merged with the user's; nothing is added twice."""
    return {
        "PYTHONPATH": _python_path(environ.get("PYTHONPATH", "")),
        "NODE_OPTIONS": _node_options(environ.get("NODE_OPTIONS", "")),
    }


def _python_path(own: str) -> str:
    """Put the shim's folder first: its `sitecustomize` runs the user's own afterwards."""
    folder = str(PYTHON_FOLDER)
    kept = [part for part in own.split(os.pathsep) if part != folder] if own else []
    return os.pathsep.join([folder, *kept])


def _node_options(own: str) -> str:
    quoted = re.sub(r'(["\\])', r"\\\1", str(NODE_FILE))
    option = f'--require "{quoted}"'
    return " ".join(filter(None, [own.replace(option, "").strip(), option]))
