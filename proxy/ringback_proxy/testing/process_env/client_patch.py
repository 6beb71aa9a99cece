"""A temporary patch of the clients that variables alone do not lead to the proxy.

It is the one that programs which a test starts get from `shims/python`, and is undone here.
aiohttp makes its TLS context when it is imported, which may be before the CA is known.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ringback_proxy.shims.python.ringback_shims.clients import PATCHES
from ringback_proxy.shims.python.ringback_shims.patcher import Patcher, Setter

# TLS contexts by CA bundle; making one takes some milliseconds.
_contexts: dict[str | None, Any] = {}


def _trust_ca(connector: Any, set_attribute: Setter) -> None:
    """Make aiohttp's connections trust Ringback's CA."""
    make = getattr(connector, "_make_ssl_context", None)
    if make is not None and hasattr(connector, "_SSL_CONTEXT_VERIFIED"):
        bundle = os.environ.get("SSL_CERT_FILE")
        if bundle not in _contexts:
            _contexts[bundle] = make(True)
        set_attribute(connector, "_SSL_CONTEXT_VERIFIED", _contexts[bundle])


@contextmanager
def patch_clients() -> Iterator[None]:
    """Make clients take proxy and CAs from the environment, even if they are imported later."""
    patcher = Patcher({**PATCHES, "aiohttp.connector": _trust_ca})
    patcher.apply()
    try:
        yield
    finally:
        patcher.undo()
