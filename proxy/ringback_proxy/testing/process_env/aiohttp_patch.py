"""A temporary patch that leads aiohttp, and so Twilio's asynchronous client, to the proxy.

aiohttp takes a proxy from the environment only with `trust_env=True`, which Twilio's client does
not set, and makes its TLS context when it is imported. Programs that a test starts are patched by
`shims/python/sitecustomize.py`.
"""

import functools
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_TARGET = "aiohttp.client"

# TLS contexts by CA bundle; making one takes some milliseconds.
_contexts: dict[str | None, Any] = {}


class _AiohttpPatch:
    """Patches aiohttp once it is imported; as a finder in `sys.meta_path` it waits for that."""

    def __init__(self) -> None:
        self._originals: list[tuple[Any, str, Any]] = []

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:  # noqa: ARG002
        """Return aiohttp.client's spec with a loader that applies the patch."""
        if name != _TARGET:
            return None
        self._remove_finder()
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_and_patch(module: ModuleType) -> None:
                load(module)
                self.apply(module)

            spec.loader.exec_module = load_and_patch  # type: ignore[method-assign]
        return spec

    def apply(self, module: Any) -> None:
        """Make `trust_env=True` the default of every session, and trust Ringback's CA."""
        original = module.ClientSession.__init__

        @functools.wraps(original)
        def init(self: Any, *args: Any, **kwargs: Any) -> None:
            kwargs.setdefault("trust_env", True)
            original(self, *args, **kwargs)

        self._set(module.ClientSession, "__init__", init)
        connector: Any = sys.modules.get("aiohttp.connector")
        make = getattr(connector, "_make_ssl_context", None)
        if make is not None and hasattr(connector, "_SSL_CONTEXT_VERIFIED"):
            bundle = os.environ.get("SSL_CERT_FILE")
            if bundle not in _contexts:
                _contexts[bundle] = make(True)
            self._set(connector, "_SSL_CONTEXT_VERIFIED", _contexts[bundle])

    def _set(self, owner: Any, name: str, value: Any) -> None:
        self._originals.append((owner, name, getattr(owner, name)))
        setattr(owner, name, value)

    def _remove_finder(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def undo(self) -> None:
        """Restore the original attributes and remove the finder."""
        self._remove_finder()
        for owner, name, value in reversed(self._originals):
            setattr(owner, name, value)


@contextmanager
def patch_aiohttp() -> Iterator[None]:
    """Make aiohttp take proxy and CAs from the environment, even if it is imported later."""
    patch = _AiohttpPatch()
    module = sys.modules.get(_TARGET)
    if module is not None:
        patch.apply(module)
    else:
        sys.meta_path.insert(0, patch)
    try:
        yield
    finally:
        patch.undo()
