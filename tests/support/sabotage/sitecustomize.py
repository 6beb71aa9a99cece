"""Makes one function of the product raise, from outside: Python imports this module at its start
where its folder is on PYTHONPATH, and SABOTAGE names the function, as `package.module:Class.name`.
"""

import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, NoReturn


def _fail(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("sabotaged")


class _Saboteur(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Lets the named module be loaded as ever, then replaces its function."""

    def __init__(self, where: str) -> None:
        self.module, _, self.path = where.partition(":")
        self._loader: Any = None

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        assert spec is not None, name
        self._loader, spec.loader = spec.loader, self
        return spec

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        *owners, function = self.path.split(".")
        owner: Any = module
        for name in owners:
            owner = getattr(owner, name)
        assert callable(getattr(owner, function)), self.path
        setattr(owner, function, _fail)


if where := os.environ.get("SABOTAGE"):
    sys.meta_path.insert(0, _Saboteur(where))
