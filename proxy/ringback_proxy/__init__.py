"""Runs Ringback: the proxy, its certificates, the command line and the pytest plugin."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ringback_proxy.testing.exchange import Exchange as Exchange
    from ringback_proxy.testing.fixture import Ringback as Ringback
    from ringback_proxy.testing.ipc.process import ProxyProcess as ProxyProcess
    from ringback_proxy.testing.serve import serve as serve
    from ringback_proxy.testing.webhooks.delivery import WebhookDelivery as WebhookDelivery
    from ringback_proxy.testing.webhooks.received import ReceivedWebhook as ReceivedWebhook

__all__ = [
    "Exchange",
    "ProxyProcess",
    "ReceivedWebhook",
    "Ringback",
    "WebhookDelivery",
    "serve",
]

_HOMES = {
    "Exchange": "exchange",
    "ProxyProcess": "ipc.process",
    "ReceivedWebhook": "webhooks.received",
    "Ringback": "fixture",
    "WebhookDelivery": "webhooks.delivery",
    "serve": "serve",
}

if not TYPE_CHECKING:  # a type checker would accept any name

    def __getattr__(name: str) -> Any:
        """Import a public name when it is first used, because the command line needs none."""
        from importlib import import_module

        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"ringback_proxy.testing.{_HOMES[name]}"), name)
