import pytest
from mitmproxy.connection import Server
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import tflow

from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.routing.router import SessionRouter
from ringback_proxy.sessions.session import Session
from tests.support.proxy.flows import flow_to
from tests.support.proxy.routing import ask, forwarding, miss_message
from tests.support.proxy.sessions import begin, make_session


def connection_to(host: str | None) -> ServerConnectionHookData:
    client = tflow.tclient_conn()
    client.sni = None
    address = None if host is None else (host, 443)
    return ServerConnectionHookData(Server(address=address), client)


@pytest.mark.parametrize(
    ("blocks", "current", "host", "refused"),
    [
        pytest.param(False, None, "api.twilio.com", True, id="Twilio without a session"),
        pytest.param(False, make_session(), "api.twilio.com", True, id="Twilio offline"),
        pytest.param(False, forwarding(), "conversations.twilio.com", False, id="Twilio recording"),
        pytest.param(False, make_session(), "example.org", False, id="another host"),
        pytest.param(True, make_session(), "example.org", True, id="another host, blocked"),
        pytest.param(True, None, "example.org", True, id="blocked without a session"),
        pytest.param(True, make_session(), None, True, id="no address, blocked"),
        pytest.param(True, forwarding(), "up", False, id="the upstream, blocked"),
    ],
)
def test_connections_are_refused_by_host_and_session(
    blocks: bool,
    current: Session | None,
    host: str | None,
    refused: bool,
    tests_sessions: SessionRegistry,
) -> None:
    router = SessionRouter(tests_sessions, block_network=blocks)
    if current is not None:
        begin(router.sessions, "one", current)
    data = connection_to(host)
    router.server_connect(data)
    assert bool(data.server.error) is refused


@pytest.mark.parametrize("has_act", [True, False])
def test_requests_to_other_hosts_are_refused_with_block_network(
    has_act: bool, tests_sessions: SessionRegistry
) -> None:
    router = SessionRouter(tests_sessions, block_network=True)
    current = make_session()
    if has_act:
        begin(router.sessions, "one", current)
    tunnel = flow_to("example.org", header=None)
    router.http_connect(tunnel)
    plain = ask(router, flow_to("example.org", header="example.org", scheme="http", port=80))
    assert "--ringback-block-network" in miss_message(tunnel)
    assert "--ringback-block-network" in miss_message(plain)
    assert len(current.entries(0)) == (1 if has_act else 0)
    refused = ["example.org was refused: --ringback-block-network"]
    assert current.warnings == (refused if has_act else [])


def test_requests_to_twilio_s_hosts_pass_with_block_network(
    tests_sessions: SessionRegistry,
) -> None:
    router = SessionRouter(tests_sessions, block_network=True)
    begin(router.sessions, "one", make_session())
    tunnel = flow_to(header=None)
    router.http_connect(tunnel)
    assert tunnel.response is None
    answered = ask(router, flow_to())
    assert answered.response is not None
    assert answered.response.status_code == 201
