"""What runs Ringback: the proxy, its certificates, the command line, and its share of a test."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ringback_proxy.testing.exchange import Exchange as Exchange
    from ringback_proxy.testing.fixture import Ringback as Ringback
    from ringback_proxy.testing.ipc.process import ProxyProcess as ProxyProcess
    from ringback_proxy.testing.serve import serve as serve

__all__ = ["Exchange", "ProxyProcess", "Ringback", "serve"]

_HOMES = {
    "Exchange": "exchange",
    "ProxyProcess": "ipc.process",
    "Ringback": "fixture",
    "serve": "serve",
}

if not TYPE_CHECKING:  # or a type checker would take any name for one that is there

    def __getattr__(name: str) -> Any:
        """Return what is public here; imported only then: the command line needs none of it."""
        from importlib import import_module

        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"ringback_proxy.testing.{_HOMES[name]}"), name)
