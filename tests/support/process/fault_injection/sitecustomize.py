"""Injects faults: Python imports this module at its start if its folder is on PYTHONPATH.

INJECTED_FAULTS names the functions and what replaces them: `EFFECT package.module:Class.name`,
several joined by ";".
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
    raise RuntimeError("injected")


def _pass_through(_: object, first: object, *__: object, **___: object) -> object:
    return first


def _do_nothing(*_: object, **__: object) -> None:
    return None


EFFECTS: dict[str, Callable[..., object]] = {
    "raise": _raise,
    "pass-through": _pass_through,
    "nothing": _do_nothing,
}


class _FaultInjector(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads a module as usual, then replaces one function in it."""

    def __init__(self, effect: str, where: str) -> None:
        self.effect = EFFECTS[effect]
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
        setattr(owner, function, self.effect)


for fault in filter(None, os.environ.get("INJECTED_FAULTS", "").split(";")):
    injector = _FaultInjector(*fault.split(" "))
    if injector.module in sys.modules:
        # An exception would only be printed here, and the test would continue without the fault.
        sys.exit(f"{injector.module} was imported before the fault could be injected")
    sys.meta_path.insert(0, injector)
