import base64

import pytest

from ringback_proxy.sessions.routing.router import SessionRouter
from tests.support.proxy.flows import base_url_flow, flow_to
from tests.support.proxy.routing import ask, find_session, named
from tests.support.proxy.sessions import begin, make_session


def test_the_name_on_a_tunnel_counts_for_requests_through_it(router: SessionRouter) -> None:
    one = make_session()
    begin(router.sessions, "one", one)
    begin(router.sessions, "other", make_session())
    tunnel = named(flow_to(header=None), "one")
    router.http_connect(tunnel)
    inside = flow_to()
    inside.client_conn = tunnel.client_conn
    ask(router, inside)
    assert len(one.entries(0)) == 1


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("Bearer b25lOng=", id="another scheme"),
        pytest.param("Basic !", id="no base64"),
        pytest.param("Basic Ong=", id="no name"),
    ],
)
def test_credentials_without_a_name_are_ignored(value: str, router: SessionRouter) -> None:
    current = make_session()
    begin(router.sessions, "one", current)
    flow = flow_to()
    flow.request.headers["Proxy-Authorization"] = value
    ask(router, flow)
    assert len(current.entries(0)) == 1


def test_a_request_without_a_name_is_not_the_one_s_before(router: SessionRouter) -> None:
    one, other = make_session(), make_session()
    begin(router.sessions, "one", one)
    begin(router.sessions, "other", other)
    first, second = named(flow_to(), "one"), flow_to()
    second.client_conn = first.client_conn
    second.request.authority = "conversations.twilio.com:443"  # absolute form, as to a proxy
    for flow in (first, second):
        ask(router, flow)
    assert (len(one.entries(0)), len(other.entries(0))) == (1, 1)


def test_a_name_that_is_not_utf_8_is_no_name(router: SessionRouter) -> None:
    begin(router.sessions, "one")
    flow = flow_to()
    flow.request.headers["Proxy-Authorization"] = "Basic " + base64.b64encode(b"\xfc:x").decode()
    ask(router, flow)
    assert flow.response is not None
    assert flow.response.status_code == 400


@pytest.mark.parametrize("path", ["/sessions/w%2D1", "/sessions/%77-1"])
def test_a_name_in_a_path_may_be_percent_encoded(router: SessionRouter, path: str) -> None:
    session = begin(router.sessions, "w-1")
    flow = base_url_flow(path=f"{path}/v1/Conversations".encode())
    ask(router, flow)
    assert [entry.request.path for entry in session.entries(0)] == ["/v1/Conversations"]


def test_the_password_of_the_proxy_is_not_passed_on(many: SessionRouter) -> None:
    flow = ask(many, named(flow_to("example.org", header="example.org"), "one"))
    assert "Proxy-Authorization" not in flow.request.headers
    assert flow.response is None


@pytest.mark.parametrize(
    ("path", "name", "rest"),
    [
        pytest.param("/sessions/one/v1/Services?Page=1", "one", "/v1/Services?Page=1"),
        pytest.param("/sessions/one", "one", "/"),
        pytest.param("/sessions/one?x=1", "one", "/?x=1"),
        pytest.param("/sessions/default/v1/Conversations", "default", "/v1/Conversations"),
        pytest.param("/v1/sessions/one", "default", "/v1/sessions/one"),
        pytest.param("/sessionsone/v1", "default", "/sessionsone/v1"),
    ],
)
def test_over_the_base_url_the_path_names_the_session(
    many: SessionRouter, path: str, name: str, rest: str
) -> None:
    ask(many, base_url_flow(path=path.encode()))
    (entry,) = find_session(many, name).entries(0)
    assert entry.request.target == rest


def test_the_path_of_one_request_says_nothing_about_the_next(many: SessionRouter) -> None:
    first = ask(many, base_url_flow(path=b"/sessions/one/v1/Conversations"))
    second = base_url_flow()
    second.client_conn = first.client_conn
    ask(many, second)
    assert len(find_session(many, "default").entries(0)) == 1
