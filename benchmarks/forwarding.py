"""An addon for plain mitmdump that forwards to the stand-in for Twilio: --set to_port=N."""

from mitmproxy import ctx, http
from mitmproxy.addonmanager import Loader


def load(loader: Loader) -> None:
    """Declare where to forward."""
    loader.add_option("to_port", int, 0, "The port of the upstream.")


def request(flow: http.HTTPFlow) -> None:
    """Forward the request."""
    flow.request.host, flow.request.port = "localhost", ctx.options.to_port
