"""Puts layers in that can break responses, where mitmproxy's own are used."""

from mitmproxy.proxy import layer
from mitmproxy.proxy.layers.http import HttpLayer

from ringback_proxy.engine.layers.injecting_layer import InjectingLayer


class BrokenResponses:
    """The addon that replaces mitmproxy's HTTP layers; it comes after mitmproxy's own NextLayer."""

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Replace them by ones that break a response where its flow has a fault."""
        for each in nextlayer.context.layers:
            if type(each) is HttpLayer:
                each.__class__ = InjectingLayer
