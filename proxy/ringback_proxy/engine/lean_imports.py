"""Importing mitmproxy without what no proxy of ours uses: most of the time until the first answer.

- Its forty addons: `mitmproxy.addons` imports all that mitmproxy's own tools load. Here the package
  gets its path, so that single addons can be imported from it, and its body is never run.
- The QUIC library beneath its HTTP/3, and what that brings: our listeners speak TCP.
- What reads its command line and its configuration file; these load when something asks them.
"""

import gc
import importlib
import importlib.util
import sys
import warnings
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_QUIC = "aioquic"
_UPON_USE = ("ruamel.yaml", "pyparsing", "mitmproxy.command_lexer")
# All that names the QUIC library, of what we import.
_ABOVE_QUIC = ("mitmproxy.proxy.layers", "mitmproxy.addons.tlsconfig")


def import_lean_mitmproxy() -> None:
    """Import the core of mitmproxy; call it before anything else of mitmproxy's.

    Where it has been imported already it stays as it is. The garbage collector is left off, for
    whoever has imported the rest: with all that is made meanwhile, it would search it again and
    again, and find nothing.
    """
    if "mitmproxy" in sys.modules:
        return
    gc.disable()
    # What mitmproxy's dependencies do on import is deprecated here and there; with `-W error` that
    # would end us, and it is not the user's to mend.
    warnings.simplefilter("ignore", DeprecationWarning)
    _put_off_addons()
    for name in _UPON_USE:
        _put_in_place(_UponUse(name))
    absent = _Absent()
    sys.meta_path.insert(0, absent)
    try:
        for name in _ABOVE_QUIC:
            importlib.import_module(name)
    except Exception:  # noqa: BLE001 - whatever a later mitmproxy wants of it
        _forget("mitmproxy")
        _put_off_addons()
    finally:
        sys.meta_path.remove(absent)
        _forget(_QUIC)


def _put_off_addons() -> None:
    spec = importlib.util.find_spec("mitmproxy.addons")
    if spec is not None:
        _put_in_place(importlib.util.module_from_spec(spec))


def _put_in_place(module: ModuleType) -> None:
    sys.modules[module.__name__] = module
    package, _, name = module.__name__.rpartition(".")
    if package:
        setattr(importlib.import_module(package), name, module)


def _forget(package: str) -> None:
    for name in tuple(sys.modules):
        if name.partition(".")[0] == package:
            del sys.modules[name]


class _UponUse(ModuleType):
    """Stands for a module until something that was taken from it is used."""

    def __getattr__(self, name: str) -> "_Later":
        if name.startswith("__"):
            raise AttributeError(name)
        return _Later(self, name)


class _Later:
    """Stands for a function, or for a thing with attributes, of a module that is not loaded yet."""

    def __init__(self, module: ModuleType, name: str) -> None:
        self._module = module
        self._name = name

    def _itself(self) -> Any:
        name = self._module.__name__
        if sys.modules.get(name) is self._module:
            del sys.modules[name]
        return getattr(importlib.import_module(name), self._name)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._itself()(*given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._itself(), name)


class _Absent(MetaPathFinder, Loader):
    """Finds, for every module of the QUIC library, one of which each name is an empty class."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - importlib's signature
        target: ModuleType | None = None,  # noqa: ARG002 - and this
    ) -> ModuleSpec | None:
        """Return the spec of a module of the library, and of no other."""
        if fullname.partition(".")[0] != _QUIC:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make the module."""
        return _Hollow(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave it hollow."""


class _Hollow(ModuleType):
    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything(name, (_Nothing,), {})


class _Anything(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()


class _Nothing:
    """What stands for a class of the library's: it takes anything, has anything, does nothing."""

    def __init__(self, *_args: object, **_named: object) -> None: ...

    def __getattr__(self, name: str) -> "_Nothing":
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()
