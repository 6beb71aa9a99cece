"""An addon for plain mitmdump that answers as little as can be: what mitmproxy alone costs."""

import json

from mitmproxy import http

_BODY = json.dumps({"sid": "CH" + "0" * 32, "friendly_name": "printer on fire"}).encode()


def request(flow: http.HTTPFlow) -> None:
    """Answer everything with one and the same 201."""
    headers = {"Content-Type": "application/json"}
    flow.response = http.Response.make(201, _BODY, headers)
