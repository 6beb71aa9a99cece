"""Requests to a router of sessions."""

import base64
import json

from mitmproxy import http

from ringback.http.origin import Origin
from ringback.modes.outcomes import Decision, Forward
from ringback_proxy.sessions.routing.router import SessionRouter
from ringback_proxy.sessions.session import Session
from tests.support.proxy.flows import ScriptedMode
from tests.support.proxy.sessions import make_session


def named(flow: http.HTTPFlow, name: str) -> http.HTTPFlow:
    token = base64.b64encode(f"{name}:x".encode()).decode()
    flow.request.headers["Proxy-Authorization"] = f"Basic {token}"
    return flow


def ask(router: SessionRouter, flow: http.HTTPFlow) -> http.HTTPFlow:
    router.requestheaders(flow)
    router.request(flow)
    return flow


def miss_message(flow: http.HTTPFlow) -> str:
    assert flow.response is not None
    assert flow.response.status_code == 501
    return str(json.loads(flow.response.content or b"")["message"])


def forwarding(decision: Decision = Forward()) -> Session:  # noqa: B008 - frozen
    return make_session(
        mode=ScriptedMode(decision, offline=False), upstream=Origin("http", "up", 80)
    )


def find_session(router: SessionRouter, name: str) -> Session:
    return router.sessions.find(name).session
