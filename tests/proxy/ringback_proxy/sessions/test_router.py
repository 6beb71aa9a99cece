import asyncio
import base64
import json

import pytest
from mitmproxy import http
from mitmproxy.connection import Server
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import taddons, tflow, tutils

from ringback.http.origin import Origin
from ringback.modes.base import Decision, Forward
from ringback.settings.table import FakeSettings
from ringback_proxy.sessions import registry
from ringback_proxy.sessions.registry import SessionRegistry
from ringback_proxy.sessions.router import SessionRouter, UpstreamResponses
from ringback_proxy.sessions.session import Session
from ringback_proxy.sessions.session_factory import Opening
from ringback_proxy.sessions.spec import SessionSpec
from tests.support.proxy.flows import ScriptedMode, base_url_flow, flow_to
from tests.support.proxy.sessions import begin, make_session


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
def router(tests_sessions: SessionRegistry) -> SessionRouter:
    return SessionRouter(tests_sessions)


def receive(router: SessionRouter, flow: http.HTTPFlow) -> None:
    """Have both addons pass on the upstream's response."""
    router.response(flow)
    asyncio.run(UpstreamResponses(router).response(flow))


def end(router: SessionRouter, name: str) -> None:
    asyncio.run(router.sessions.end(name, ended_well=True))


def test_the_current_session_answers(router: SessionRouter) -> None:
    one, other = make_session(), make_session()
    begin(router.sessions, "one", one)
    begin(router.sessions, "other", other)
    ask(router, flow_to())
    assert (len(one.entries(0)), len(other.entries(0))) == (0, 1)
    assert router.in_flight == 0


def test_a_request_with_a_name_belongs_to_that_session(router: SessionRouter) -> None:
    one, other = make_session(), make_session()
    begin(router.sessions, "one", one)
    begin(router.sessions, "other", other)
    ask(router, named(flow_to(), "one"))
    assert (len(one.entries(0)), len(other.entries(0))) == (1, 0)


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


def test_without_a_session_every_request_misses(router: SessionRouter) -> None:
    assert "no test that uses the ringback fixture is running" in miss_message(
        ask(router, flow_to())
    )


def test_whether_a_client_is_offline_depends_on_its_own_session(router: SessionRouter) -> None:
    unnamed, recording, unknown = flow_to(), named(flow_to(), "recorded"), named(flow_to(), "gone")
    assert router.is_offline(unnamed.client_conn)
    begin(router.sessions, "recorded", make_session(mode=ScriptedMode(offline=False)))
    begin(router.sessions, "current", make_session())
    for flow in (unnamed, recording, unknown):
        router.http_connect(flow)
    assert router.is_offline(unnamed.client_conn)
    assert not router.is_offline(recording.client_conn)
    assert router.is_offline(unknown.client_conn)
    end(router, "current")
    assert not router.is_offline(unnamed.client_conn)


def test_a_late_request_sees_no_other_test_s_state(
    router: SessionRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "DRAIN_TIMEOUT", 0.01)
    first, second = make_session("test_first"), make_session("test_second")
    begin(router.sessions, "first", first)
    begun = flow_to()
    router.requestheaders(begun)
    assert router.has_unanswered(first)
    end(router, "first")
    begin(router.sessions, "second", second)
    router.request(begun)
    late = ask(router, named(flow_to(), "first"))
    assert "this came from test_first, which has ended" in miss_message(begun)
    assert "this came from test_first, which has ended" in miss_message(late)
    assert second.entries(0) == ()
    assert not router.has_unanswered(first)


def test_a_session_that_ends_answers_requests_in_flight(router: SessionRouter) -> None:
    first = make_session()
    begin(router.sessions, "first", first)
    begun = flow_to()
    router.requestheaders(begun)

    async def end_meanwhile() -> None:
        ending = asyncio.create_task(router.sessions.end("first", ended_well=True))
        while router.sessions.current is first:
            await asyncio.sleep(0)
        router.request(begun)
        await ending

    asyncio.run(end_meanwhile())
    assert begun.response is not None
    assert begun.response.status_code == 201


def test_a_request_that_cannot_be_answered_is_not_forwarded(router: SessionRouter) -> None:
    begin(router.sessions, "one", make_session(mode=ScriptedMode(RuntimeError("injected"))))
    flow = ask(router, flow_to())
    assert flow.response is not None
    assert flow.response.status_code == 500


def test_an_internal_error_is_answered_too(
    router: SessionRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("injected")

    begin(router.sessions, "one")
    monkeypatch.setattr(router, "_check_network", fail)
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
    begin(router.sessions, "one", current)
    flow = ask(router, flow_to())
    assert router.has_unanswered(current)
    flow.response = tutils.tresp()
    receive(router, flow)
    assert not router.has_unanswered(current)
    assert len(current.entries(0)) == 1


def test_a_forwarded_request_is_answered_by_the_upstream_s_failure(
    router: SessionRouter,
) -> None:
    current = forwarding()
    begin(router.sessions, "one", current)
    flow = ask(router, flow_to())
    flow.error = tflow.terr()
    router.error(flow)
    assert not router.has_unanswered(current)
    assert len(current.entries(0)) == 1


def test_responses_of_other_hosts_belong_to_no_session(router: SessionRouter) -> None:
    begin(router.sessions, "one", make_session())
    flow = ask(router, flow_to("example.org", header="example.org"))
    assert router.in_flight == 1
    flow.response = tutils.tresp()
    receive(router, flow)
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


def test_the_options_are_those_of_the_current_session(
    router: SessionRouter, context: taddons.context
) -> None:
    router.make_safe(context.options)
    offline = context.options.allow_hosts
    begin(router.sessions, "one", forwarding())
    router.make_safe(context.options)

    assert context.options.allow_hosts != offline


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


# --- names, on the command line


@pytest.fixture
def many(sessions: SessionRegistry, opening: Opening) -> SessionRouter:
    """A router with a fake as the default session."""

    async def begin_default() -> None:
        await sessions.begin("default", SessionSpec(FakeSettings(), from_test=False))

    asyncio.run(begin_default())
    return SessionRouter(sessions, default_user="anna")


def create_in(router: SessionRouter, name: str | None) -> http.HTTPFlow:
    fields = [(b"Authorization", b"Basic QUMxOnQ="), (b"Content-Type", b"application/json")]
    flow = flow_to(method=b"POST", fields=fields)
    return ask(router, flow if name is None else named(flow, name))


def find_session(router: SessionRouter, name: str) -> Session:
    return router.sessions.find(name).session


def test_a_name_that_is_new_begins_as_the_default_session_did(many: SessionRouter) -> None:
    create_in(many, "one")
    create_in(many, "one")
    create_in(many, "other")
    entries = {name: len(opened.session.entries(0)) for name, opened in many.sessions}
    assert entries == {"default": 0, "one": 2, "other": 1}
    assert many.in_flight == 0


@pytest.mark.parametrize("name", [None, "default", "anna"])
def test_the_default_session_has_its_name_and_that_of_the_password(
    many: SessionRouter, name: str | None
) -> None:
    create_in(many, name)
    assert len(find_session(many, "default").entries(0)) == 1
    assert len(many.sessions) == 1


@pytest.mark.parametrize(
    "name",
    ["w 1", "../x", "a/b", "\N{SNOWMAN}", "x" * 65, "w1\n"],
    ids=["space", "dots", "slash", "no ASCII", "long", "line break"],
)
def test_a_wrong_name_is_an_error_that_says_what_is_accepted(
    many: SessionRouter, name: str
) -> None:
    response = create_in(many, name).response
    assert response is not None
    assert response.status_code == 400
    assert "give 1 to 64 letters, digits, dots, hyphens or underscores" in (response.text or "")
    assert len(many.sessions) == 1


@pytest.mark.parametrize("name", ["w", "A.b-c_9", "x" * 64])
def test_right_names_begin(many: SessionRouter, name: str) -> None:
    response = create_in(many, name).response
    assert response is not None
    assert response.status_code != 400
    assert len(find_session(many, name).entries(0)) == 1


def test_a_request_that_was_refused_begins_no_session(many: SessionRouter) -> None:
    flow = named(flow_to(), "one")
    many.requestheaders(flow)
    flow.response = tutils.tresp()
    many.request(flow)
    assert len(many.sessions) == 1
    assert many.in_flight == 0


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


def test_a_large_request_is_answered(many: SessionRouter) -> None:
    flow = base_url_flow(method=b"POST", content=b"x" * 20_000)
    many.requestheaders(flow)
    pending = many.request(flow)
    assert pending is not None

    async def wait() -> None:
        await pending

    asyncio.run(wait())
    assert flow.response is not None
    assert many.in_flight == 0


def test_an_addon_passes_responses_on_once_a_session_forwards(
    many: SessionRouter, context: taddons.context
) -> None:
    many.attach(context.master)
    before = context.options.allow_hosts
    assert not any(isinstance(one, UpstreamResponses) for one in context.master.addons.chain)
    begin(many.sessions, "recorded", forwarding())
    assert any(isinstance(one, UpstreamResponses) for one in context.master.addons.chain)
    assert context.options.allow_hosts == before  # the default session is offline
