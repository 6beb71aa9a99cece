import json

import pytest
from mitmproxy import http

from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.routing.base_url_health import answer_health
from tests.support.proxy.flows import base_url_flow, flow_to


@pytest.mark.parametrize("path", ["/ringback/health", "/ringback/health?verbose"])
def test_the_health_is_answered_over_the_base_url(
    tests_sessions: SessionRegistry, path: str
) -> None:
    flow = base_url_flow(path=path.encode())

    answer_health(flow, tests_sessions)

    assert flow.response is not None
    assert flow.response.status_code == 200
    assert json.loads(flow.response.text or "") == {"status": "ok", "mode": "fake"}


def test_nothing_else_of_the_control_api_is_there(tests_sessions: SessionRegistry) -> None:
    flow = base_url_flow(path=b"/ringback/sessions")

    answer_health(flow, tests_sessions)

    assert flow.response is not None
    assert flow.response.status_code == 404
    assert "the base URL has /ringback/health only" in (flow.response.text or "")


@pytest.mark.parametrize(
    "flow",
    [base_url_flow(path=b"/v1/Conversations"), flow_to(path=b"/ringback/health")],
    ids=["a request to Twilio", "a request through the proxy"],
)
def test_what_does_not_ask_for_it_is_left_alone(
    tests_sessions: SessionRegistry, flow: http.HTTPFlow
) -> None:
    answer_health(flow, tests_sessions)

    assert flow.response is None


def test_an_answer_of_another_addon_stays(tests_sessions: SessionRegistry) -> None:
    flow = base_url_flow(path=b"/ringback/health")
    flow.response = http.Response.make(418)

    answer_health(flow, tests_sessions)

    assert flow.response.status_code == 418
