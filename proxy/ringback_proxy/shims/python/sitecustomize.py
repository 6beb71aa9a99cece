"""Makes aiohttp use the proxy of the environment, as every other client does.

aiohttp does so with `trust_env=True` only, which Twilio's asynchronous client does not set. Python
imports this file at its start, because its folder is first on PYTHONPATH, and it runs the user's
own `sitecustomize`. Older interpreters import it as well, so it avoids newer syntax.
"""

import functools
import importlib.util
import os
import sys
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib is slow to load
_TARGET = "aiohttp.client"


class _Finder:
    """Finds aiohttp's client as Python does, and patches it once it is loaded."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:  # noqa: ARG002
        if name != _TARGET:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_and_patch(module: ModuleType) -> None:
                load(module)
                trust_the_environment(module)

            spec.loader.exec_module = load_and_patch  # type: ignore[method-assign]
        return spec


def trust_the_environment(module: Any) -> None:
    """Make `trust_env=True` the default of aiohttp's sessions."""
    original = module.ClientSession.__init__

    @functools.wraps(original)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("trust_env", True)
        original(self, *args, **kwargs)

    module.ClientSession.__init__ = init


def run_users_sitecustomize() -> None:
    """Run the `sitecustomize` that this one hides, if any."""
    elsewhere = [folder for folder in sys.path if os.path.abspath(folder) != _HERE]  # noqa: PTH100
    spec = PathFinder.find_spec("sitecustomize", elsewhere)
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


sys.meta_path.insert(0, _Finder())
run_users_sitecustomize()
