"""What other programs have recorded: HTTP archives of Chromium, and flows of mitmproxy.

Their secrets are made up. `make test-chromium WRITE_RESULTS=1` exports the archives anew.
"""

import io
from pathlib import Path

from mitmproxy.flow import Flow
from mitmproxy.http import HTTPFlow
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow

FOLDER = Path(__file__).parent
CHROMIUM = FOLDER / "chromium.har"  # Export HAR (with sensitive data)
SANITIZED = FOLDER / "chromium-sanitized.har"  # Export HAR (sanitized), the default


def make_flow(host: str = "conversations.twilio.com") -> HTTPFlow:
    """Return a flow in which a host makes a conversation; its query has the word `secret`."""
    flow = tflow.tflow(resp=True)
    flow.request.scheme, flow.request.host, flow.request.port = "https", host, 443
    flow.request.method, flow.request.path = "POST", "/v1/Conversations?a=secret"
    flow.request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    flow.request.content = b"FriendlyName=Ada"
    assert flow.response is not None
    flow.response.content = b'{"sid": "CH1"}'
    return flow


def dump_flows(*flows: Flow) -> bytes:
    """Return the content of a file to which mitmproxy has saved flows."""
    file = io.BytesIO()
    writer = FlowWriter(file)
    for flow in flows:
        writer.add(flow)
    return file.getvalue()
