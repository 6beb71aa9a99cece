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
    option = f"--require {_quote_for_node(str(NODE_FILE))}"
    return " ".join(filter(None, [own.replace(option, "").strip(), option]))


def _quote_for_node(path: str) -> str:
    """Return a path in quotes only if it needs them: dotenv 6 strips one at the end of a line."""
    if not re.search(r'[\s"\\]', path):
        return path
    quoted = re.sub(r'(["\\])', r"\\\1", path)
    return f'"{quoted}"'
