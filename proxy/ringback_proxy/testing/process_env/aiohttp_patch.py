"""aiohttp in this process, and so Twilio's asynchronous client: led to the proxy for a while.

aiohttp takes a proxy from the environment only with `trust_env=True`, which Twilio's client does
not set, and makes its TLS context when it is imported. In programs that a test starts
`shims/python/sitecustomize.py` sees to the same.
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

# The TLS context for each bundle of CAs: one takes some milliseconds to make.
_contexts: dict[str | None, Any] = {}


class _Change:
    """What is changed in aiohttp, once it is there, and how that is undone."""

    def __init__(self) -> None:
        self._undone: list[tuple[Any, str, Any]] = []

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:  # noqa: ARG002
        """Find aiohttp's client as Python itself would, and change it once it is loaded."""
        if name != _TARGET:
            return None
        self.stop_looking()
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_and_change(module: ModuleType) -> None:
                load(module)
                self.trust_the_environment(module)

            spec.loader.exec_module = load_and_change  # type: ignore[method-assign]
        return spec

    def trust_the_environment(self, module: Any) -> None:
        """Make `trust_env` true for every session that does not say otherwise, and trust our CA."""
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
        self._undone.append((owner, name, getattr(owner, name)))
        setattr(owner, name, value)

    def stop_looking(self) -> None:
        """Look for aiohttp no more."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def undo(self) -> None:
        """Put everything back."""
        self.stop_looking()
        for owner, name, value in reversed(self._undone):
            setattr(owner, name, value)


@contextmanager
def trusting_the_environment() -> Iterator[None]:
    """Have aiohttp take proxy and CAs from the environment, whenever it is imported."""
    change = _Change()
    module = sys.modules.get(_TARGET)
    if module is not None:
        change.trust_the_environment(module)
    else:
        sys.meta_path.insert(0, change)
    try:
        yield
    finally:
        change.undo()
