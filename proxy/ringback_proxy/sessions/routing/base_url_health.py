"""The health of the proxy over the base URL, which load balancers can reach."""

import json

from mitmproxy import http

from ringback.mitmproxy_addon.flows.requests import is_over_base_url
from ringback_proxy.sessions.health import check_health
from ringback_proxy.sessions.registry.registry import SessionRegistry

_PREFIX, _HEALTH = "/ringback/", "/ringback/health"
_NO_CONTROL = {
    "message": f"ringback: the base URL has {_HEALTH} only; the control API is at the control_url "
    "of the ready-file",
    "status": 404,
}


def answer_health(flow: http.HTTPFlow, sessions: SessionRegistry) -> None:
    """Answer what asks whether the proxy serves, and is not an exchange of any session."""
    path = flow.request.path
    if not path.startswith(_PREFIX) or not is_over_base_url(flow) or flow.response or flow.error:
        return
    is_health = path.partition("?")[0] == _HEALTH
    status, document = check_health(sessions) if is_health else (404, _NO_CONTROL)
    body = json.dumps(document)
    flow.response = http.Response.make(status, body, {"Content-Type": "application/json"})
