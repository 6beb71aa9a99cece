"""What runs Understudy: the proxy, its certificates, the command line, and its share of a test."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from understudy_proxy.testing.exchanges import Exchange as Exchange
    from understudy_proxy.testing.serving import serve as serve
    from understudy_proxy.testing.understudy import Understudy as Understudy

__all__ = ["Exchange", "Understudy", "serve"]


def __getattr__(name: str) -> Any:
    """Give what is public here; imported only then, since the command line needs none of it."""
    from importlib import import_module

    homes = {"Exchange": "exchanges", "Understudy": "understudy", "serve": "serving"}
    if name not in homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"understudy_proxy.testing.{homes[name]}"), name)
