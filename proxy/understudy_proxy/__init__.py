"""What runs Understudy: the proxy, its certificates, the command line, and its share of a test."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from understudy_proxy.testing.exchange import Exchange as Exchange
    from understudy_proxy.testing.fixture import Understudy as Understudy
    from understudy_proxy.testing.ipc.process import ProxyProcess as ProxyProcess
    from understudy_proxy.testing.serve import serve as serve

__all__ = ["Exchange", "ProxyProcess", "Understudy", "serve"]

_HOMES = {
    "Exchange": "exchange",
    "ProxyProcess": "ipc.process",
    "Understudy": "fixture",
    "serve": "serve",
}

if not TYPE_CHECKING:  # or a type checker would take any name for one that is there

    def __getattr__(name: str) -> Any:
        """Give what is public here; imported only then: the command line needs none of it."""
        from importlib import import_module

        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"understudy_proxy.testing.{_HOMES[name]}"), name)
