"""An addon for plain mitmdump with a minimal answer: the cost of mitmproxy alone."""

import json

from mitmproxy import http

_BODY = json.dumps({"sid": "CH" + "0" * 32, "friendly_name": "printer on fire"}).encode()


def request(flow: http.HTTPFlow) -> None:
    """Answer every request with the same 201."""
    headers = {"Content-Type": "application/json"}
    flow.response = http.Response.make(201, _BODY, headers)
