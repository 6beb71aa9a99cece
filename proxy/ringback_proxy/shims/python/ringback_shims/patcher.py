"""Applies patches to modules: at once where one is loaded, else when it is imported."""

import importlib.util
import sys
from types import ModuleType
from typing import Any, Callable, Dict, List, Tuple  # noqa: UP035 - for older interpreters

# What sets an attribute of an object, and may restore it later.
Setter = Callable[[Any, str, Any], None]
Patch = Callable[[Any, Setter], None]


class Patcher:
    """Applies each patch to the module that it is for; a finder in `sys.meta_path` waits for it."""

    def __init__(self, patches: Dict[str, Patch]) -> None:  # noqa: UP006 - for older interpreters
        self._patches = patches
        self._waiting = set(patches)
        self._originals: List[Tuple[Any, str, Any]] = []  # noqa: UP006 - for older interpreters

    def apply(self) -> None:
        """Patch the modules that are loaded, and wait for the others."""
        for name in self._patches:
            module = sys.modules.get(name)
            if module is not None:
                self._waiting.discard(name)
                self._patch(name, module)
        if self._waiting:
            sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:  # noqa: ARG002 - part of the interface
        """Return the spec of a module to patch, as Python finds it, with a loader that patches."""
        if name not in self._waiting:
            return None
        self._waiting.discard(name)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_and_patch(module: ModuleType) -> None:
                load(module)
                if module.__name__ == name:  # the loader of a zip file loads other modules too
                    self._patch(name, module)

            spec.loader.exec_module = load_and_patch  # type: ignore[method-assign]  # replaced
        return spec

    def undo(self) -> None:
        """Restore the original attributes and remove the finder."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        self._waiting.clear()
        for owner, name, value in reversed(self._originals):
            setattr(owner, name, value)

    def _patch(self, name: str, module: Any) -> None:
        try:
            self._patches[name](module, self._set)
        except AttributeError as error:  # another version; the program must not fail because of it
            sys.stderr.write(f"ringback: {name} may ignore the proxy ({error})\n")

    def _set(self, owner: Any, name: str, value: Any) -> None:
        self._originals.append((owner, name, getattr(owner, name)))
        setattr(owner, name, value)
