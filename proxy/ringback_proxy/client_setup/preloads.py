"""What is loaded into a client's process where variables are not enough.

Below `shims`: the folder `python` stands on PYTHONPATH, and a file is named in NODE_OPTIONS. They
are for other interpreters than ours, and import nothing of ours.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

_HERE = Path(__file__).parents[1] / "shims"
PYTHON_FOLDER = _HERE / "python"
NODE_FILE = _HERE / "node" / "use-proxy.cjs"


def variables(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that load them, merged with the user's own; nothing is put in twice."""
    return {
        "PYTHONPATH": _python_path(environ.get("PYTHONPATH", "")),
        "NODE_OPTIONS": _node_options(environ.get("NODE_OPTIONS", "")),
    }


def _python_path(own: str) -> str:
    """Put our folder first: the `sitecustomize` in it goes on to the user's own."""
    folder = str(PYTHON_FOLDER)
    kept = [part for part in own.split(os.pathsep) if part != folder] if own else []
    return os.pathsep.join([folder, *kept])


def _node_options(own: str) -> str:
    quoted = re.sub(r'(["\\])', r"\\\1", str(NODE_FILE))
    option = f'--require "{quoted}"'
    return " ".join(filter(None, [own.replace(option, "").strip(), option]))
