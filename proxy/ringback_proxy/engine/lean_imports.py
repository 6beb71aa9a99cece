"""Imports mitmproxy without what no proxy needs: most of the time until the first answer.

- Its layers, and with them its WebSockets: the front hands over to them what it does not serve.
  `import_layers` imports them, with the first connection that is handed over.
- Its forty addons: `mitmproxy.addons` imports all that mitmproxy's own tools load. Here the package
  gets its path, so that single addons can be imported from it, and its body is never run.
- The QUIC library beneath its HTTP/3, and what that imports: the listeners speak TCP only.
- What reads its command line and its configuration file; these load when something uses them.
"""

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_QUIC = "aioquic"
_ON_USE = (
    "ruamel.yaml", "pyparsing", "mitmproxy.command_lexer", "mitmproxy.eventsequence",
    "wsproto", "wsproto.frame_protocol",
)  # fmt: skip
_LAYERS = "mitmproxy.proxy.layers"
# All modules that import the QUIC library, of those that the engine imports.
_ABOVE_QUIC = (_LAYERS, "mitmproxy.addons.tlsconfig")


def is_imported() -> bool:
    """Return whether mitmproxy has been imported already."""
    return "mitmproxy" in sys.modules


def import_lean_mitmproxy() -> None:
    """Import the core of mitmproxy; call it before anything else of mitmproxy is imported.

    Where it has been imported already, it stays as it is.
    """
    if is_imported():
        return
    _defer_addons()
    for name in _ON_USE:
        _install(_LazyModule(name))


def import_layers() -> None:
    """Import what mitmproxy needs to serve connections; call it before anything that needs that."""
    if _LAYERS in sys.modules:
        return
    _forget_lazy()
    stub_finder = _StubFinder()
    sys.meta_path.insert(0, stub_finder)
    try:
        for name in _ABOVE_QUIC:
            importlib.import_module(name)
    except Exception:  # noqa: BLE001 - whatever a later mitmproxy does with the library
        for name in _ABOVE_QUIC:
            _forget(name)
    finally:
        sys.meta_path.remove(stub_finder)
        _forget(_QUIC)


def _defer_addons() -> None:
    """Put the package of mitmproxy's addons in place without running its body."""
    spec = importlib.util.find_spec("mitmproxy.addons")
    if spec is not None:
        _install(importlib.util.module_from_spec(spec))


def _install(module: ModuleType) -> None:
    sys.modules[module.__name__] = module
    package, _, name = module.__name__.rpartition(".")
    if package:
        setattr(importlib.import_module(package), name, module)


def _forget(package: str) -> None:
    for name in tuple(sys.modules):
        if f"{name}.".startswith(f"{package}."):
            del sys.modules[name]


def _forget_lazy() -> None:
    """Leave every module that is still lazy to the next import."""
    for name, module in tuple(sys.modules.items()):
        if isinstance(module, _LazyModule):
            del sys.modules[name]


class _LazyModule(ModuleType):
    """A module whose attributes are loaded when they are used."""

    def __getattr__(self, name: str) -> "_LazyAttribute":
        if name.startswith("__"):
            raise AttributeError(name)
        return _LazyAttribute(self, name)


class _LazyAttribute:
    """A function or an object of a module that is loaded when it is used."""

    def __init__(self, module: ModuleType, name: str) -> None:
        self._module = module
        self._name = name

    def _load(self) -> Any:
        name = self._module.__name__
        if sys.modules.get(name) is self._module:
            _forget_lazy()  # what it imports may need the others
        return getattr(importlib.import_module(name), self._name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._load()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._load(), name)

    def __ror__(self, other: object) -> Any:
        """Return an annotation, such as `int | Opcode`, without loading anything."""
        return Any


class _StubFinder(MetaPathFinder, Loader):
    """Finds a stub for every module of the QUIC library, in which each name is an empty class."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - importlib's signature
        target: ModuleType | None = None,  # noqa: ARG002 - and this
    ) -> ModuleSpec | None:
        """Return the spec of a module of the library; None for any other module."""
        if fullname.partition(".")[0] != _QUIC:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return a new stub."""
        return _StubModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: a stub has no body."""


class _StubModule(ModuleType):
    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return _StubMeta(name, (_Stub,), {})


class _StubMeta(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Stub()


class _Stub:
    """Stands for a class of the library: accepts any arguments, has every attribute."""

    def __init__(self, *_args: object, **_kwargs: object) -> None: ...

    def __getattr__(self, name: str) -> "_Stub":
        if name.startswith("__"):
            raise AttributeError(name)
        return _Stub()
