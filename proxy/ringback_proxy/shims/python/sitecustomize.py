"""Makes Python's clients use the proxy of the environment, where they do not do so themselves.

Python imports this file at its start, because its folder is first on PYTHONPATH, and it runs the
user's own `sitecustomize`. Older interpreters import it as well, so it avoids newer syntax.
"""

import importlib.util
import os
import sys
from importlib.machinery import PathFinder

from ringback_shims.bypass import watch_sockets  # type: ignore[import-not-found]  # on its path
from ringback_shims.clients import PATCHES  # type: ignore[import-not-found]  # on its path
from ringback_shims.patcher import Patcher  # type: ignore[import-not-found]  # on its path

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib is slow to load


def run_users_sitecustomize() -> None:
    """Run the `sitecustomize` that this one hides, if any."""
    elsewhere = [folder for folder in sys.path if os.path.abspath(folder) != _HERE]  # noqa: PTH100 - pathlib loads slowly
    spec = PathFinder.find_spec("sitecustomize", elsewhere)
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


Patcher(PATCHES).apply()
watch_sockets()
run_users_sitecustomize()
