"""Puts faults into the product from outside: Python imports this module at its start where its
folder is on PYTHONPATH, and INJECTED_FAULTS names functions and what they do instead.

It is `DEED package.module:Class.name`, several joined by ";".
"""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any


def _raise(*_: object, **__: object) -> None:
    raise RuntimeError("sabotaged")


def _pass_through(_: object, first: object, *__: object, **___: object) -> object:
    return first


def _do_nothing(*_: object, **__: object) -> None:
    return None


DEEDS: dict[str, Callable[..., object]] = {
    "raise": _raise,
    "pass-through": _pass_through,
    "nothing": _do_nothing,
}


class _Saboteur(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Lets a module be loaded as ever, then replaces one function in it."""

    def __init__(self, deed: str, where: str) -> None:
        self.deed = DEEDS[deed]
        self.module, _, self.path = where.partition(":")
        self._loader: Any = None
        self._looking = False

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.module or self._looking:
            return None
        self._looking = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._looking = False
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
        setattr(owner, function, self.deed)


for order in filter(None, os.environ.get("INJECTED_FAULTS", "").split(";")):
    saboteur = _Saboteur(*order.split(" "))
    if saboteur.module in sys.modules:
        # An exception would only be printed here, and the test would go on with nothing done.
        sys.exit(f"{saboteur.module} was imported before it could be sabotaged")
    sys.meta_path.insert(0, saboteur)
