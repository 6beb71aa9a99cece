from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import NextLayer
from mitmproxy.proxy.layers.http import HttpLayer, HTTPMode
from mitmproxy.test import tflow

from ringback_proxy.engine.layers.broken_responses import BrokenResponses
from ringback_proxy.engine.layers.http_layer import JsonErrorLayer
from ringback_proxy.engine.layers.injecting_layer import InjectingLayer


def test_mitmproxy_s_own_layers_are_replaced_and_no_others() -> None:
    context = Context(tflow.tclient_conn(), Options())
    own, other = HttpLayer(context, HTTPMode.regular), JsonErrorLayer(context, HTTPMode.regular)
    BrokenResponses().next_layer(NextLayer(context))
    assert (type(own), type(other)) == (InjectingLayer, JsonErrorLayer)
