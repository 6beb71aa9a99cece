import asyncio
import base64
import json
from datetime import UTC, datetime

import pytest
from mitmproxy import http
from mitmproxy.connection import Server
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import taddons, tflow, tutils

from ringback.errors import UsageError
from ringback.http.origin import Origin
from ringback.modes.base import Decision, Forward, Mode
from ringback_proxy.testing.proxy_side.clock import Clock
from ringback_proxy.testing.proxy_side.session import Session
from ringback_proxy.testing.proxy_side.session_router import SessionRouter
from tests.support.proxy.flows import ScriptedMode, flow_to


def make_session(
    title: str = "a test", mode: Mode | None = None, upstream: Origin | None = None
) -> Session:
    clock = Clock(lambda: datetime(2026, 1, 31, tzinfo=UTC))
    return Session(title, mode or ScriptedMode(), clock, (), upstream)


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


@pytest.fixture
def router() -> SessionRouter:
    return SessionRouter()


def test_the_current_session_answers(router: SessionRouter) -> None:
    one, other = make_session(), make_session()
    router.begin("one", one)
    router.begin("other", other)
    ask(router, flow_to())
    assert (len(one.entries(0)), len(other.entries(0))) == (0, 1)
    assert router.in_flight == 0


def test_a_request_with_a_name_belongs_to_that_session(router: SessionRouter) -> None:
    one, other = make_session(), make_session()
    router.begin("one", one)
    router.begin("other", other)
    ask(router, named(flow_to(), "one"))
    assert (len(one.entries(0)), len(other.entries(0))) == (1, 0)


def test_the_name_on_a_tunnel_counts_for_requests_through_it(router: SessionRouter) -> None:
    one = make_session()
    router.begin("one", one)
    router.begin("other", make_session())
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
    router.begin("one", current)
    flow = flow_to()
    flow.request.headers["Proxy-Authorization"] = value
    ask(router, flow)
    assert len(current.entries(0)) == 1


def test_without_a_session_every_request_misses(router: SessionRouter) -> None:
    assert "no test that uses the ringback fixture is running" in miss_message(
        ask(router, flow_to())
    )


def test_whether_a_client_is_offline_depends_on_its_own_session(router: SessionRouter) -> None:
    unnamed, recording, unknown = flow_to(), named(flow_to(), "recorded"), named(flow_to(), "gone")
    assert router.is_offline(unnamed.client_conn)
    router.begin("recorded", make_session(mode=ScriptedMode(offline=False)))
    router.begin("current", make_session())
    for flow in (unnamed, recording, unknown):
        router.http_connect(flow)
    assert router.is_offline(unnamed.client_conn)
    assert not router.is_offline(recording.client_conn)
    assert router.is_offline(unknown.client_conn)
    router.detach("current")
    assert not router.is_offline(unnamed.client_conn)


def test_a_late_request_sees_no_other_test_s_state(router: SessionRouter) -> None:
    first, second = make_session("test_first"), make_session("test_second")
    router.begin("first", first)
    begun = flow_to()
    router.requestheaders(begun)
    router.detach("first")
    assert router.has_unanswered(first)
    router.end("first")
    router.begin("second", second)
    router.request(begun)
    late = ask(router, named(flow_to(), "first"))
    assert "this came from test_first, which has ended" in miss_message(begun)
    assert "this came from test_first, which has ended" in miss_message(late)
    assert second.entries(0) == ()
    assert not router.has_unanswered(first)


def test_a_detached_session_answers_requests_in_flight(router: SessionRouter) -> None:
    first = make_session()
    router.begin("first", first)
    begun = flow_to()
    router.requestheaders(begun)
    router.detach("first")
    router.request(begun)
    assert begun.response is not None
    assert begun.response.status_code == 201


def test_an_outer_session_continues_after_an_inner_one(router: SessionRouter) -> None:
    outer = make_session()
    router.begin("outer", outer)
    router.begin("inner", make_session())
    router.detach("inner")
    assert router.current is outer
    router.end("inner")
    router.detach("outer")
    assert router.current is None


def test_an_ended_session_cannot_be_found(router: SessionRouter) -> None:
    router.begin("one", make_session("test_one"))
    router.detach("one")
    router.end("one")
    with pytest.raises(UsageError, match="test_one has ended; use its ringback object only while"):
        router.find("one")


def test_a_request_that_cannot_be_answered_is_not_forwarded(router: SessionRouter) -> None:
    router.begin("one", make_session(mode=ScriptedMode(RuntimeError("injected"))))
    flow = ask(router, flow_to())
    assert flow.response is not None
    assert flow.response.status_code == 500


def test_an_internal_error_is_answered_too(
    router: SessionRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("injected")

    monkeypatch.setattr(router, "_addon_for", fail)
    flow = ask(router, flow_to())
    assert flow.response is not None
    assert flow.response.status_code == 500


def forwarding(decision: Decision = Forward()) -> Session:  # noqa: B008 - frozen
    return make_session(
        mode=ScriptedMode(decision, offline=False), upstream=Origin("http", "up", 80)
    )


def test_a_forwarded_request_is_answered_by_the_upstream_s_response(
    router: SessionRouter,
) -> None:
    current = forwarding()
    router.begin("one", current)
    flow = ask(router, flow_to())
    assert router.has_unanswered(current)
    flow.response = tutils.tresp()
    asyncio.run(router.response(flow))
    assert not router.has_unanswered(current)
    assert len(current.entries(0)) == 1


def test_a_forwarded_request_is_answered_by_the_upstream_s_failure(
    router: SessionRouter,
) -> None:
    current = forwarding()
    router.begin("one", current)
    flow = ask(router, flow_to())
    flow.error = tflow.terr()
    router.error(flow)
    assert not router.has_unanswered(current)
    assert len(current.entries(0)) == 1


def test_responses_of_other_hosts_belong_to_no_session(router: SessionRouter) -> None:
    router.begin("one", make_session())
    flow = ask(router, flow_to("example.org", header="example.org"))
    assert router.in_flight == 1
    flow.response = tutils.tresp()
    asyncio.run(router.response(flow))
    failed = ask(router, flow_to("example.org", header="example.org"))
    router.error(failed)
    assert router.in_flight == 0


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
    blocks: bool, current: Session | None, host: str | None, refused: bool
) -> None:
    router = SessionRouter(block_network=blocks)
    if current is not None:
        router.begin("one", current)
    data = connection_to(host)
    router.server_connect(data)
    assert bool(data.server.error) is refused


def test_the_options_are_those_of_the_current_session(
    router: SessionRouter, context: taddons.context
) -> None:
    router.make_safe(context.options)
    offline = context.options.allow_hosts
    router.begin("one", forwarding())
    router.make_safe(context.options)

    assert context.options.allow_hosts != offline


@pytest.mark.parametrize("has_act", [True, False])
def test_requests_to_other_hosts_are_refused_with_block_network(has_act: bool) -> None:
    router = SessionRouter(block_network=True)
    current = make_session()
    if has_act:
        router.begin("one", current)
    tunnel = flow_to("example.org", header=None)
    router.http_connect(tunnel)
    plain = ask(router, flow_to("example.org", header="example.org", scheme="http", port=80))
    assert "--ringback-block-network" in miss_message(tunnel)
    assert "--ringback-block-network" in miss_message(plain)
    assert len(current.entries(0)) == (1 if has_act else 0)
    refused = ["example.org was refused: --ringback-block-network"]
    assert current.warnings == (refused if has_act else [])


def test_requests_to_twilio_s_hosts_pass_with_block_network() -> None:
    router = SessionRouter(block_network=True)
    router.begin("one", make_session())
    tunnel = flow_to(header=None)
    router.http_connect(tunnel)
    assert tunnel.response is None
    answered = ask(router, flow_to())
    assert answered.response is not None
    assert answered.response.status_code == 201
