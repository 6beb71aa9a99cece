import asyncio

from mitmproxy import http
from mitmproxy.test import taddons, tflow, tutils

from ringback_proxy.sessions.routing.in_flight import UpstreamResponses
from ringback_proxy.sessions.routing.router import SessionRouter
from tests.support.process.waiting import until
from tests.support.proxy.flows import flow_to
from tests.support.proxy.routing import ask, forwarding
from tests.support.proxy.sessions import begin, make_session


def receive(router: SessionRouter, flow: http.HTTPFlow) -> None:
    """Pass the upstream's response on with both addons."""
    router.response(flow)
    asyncio.run(UpstreamResponses(router.requests).response(flow))


def test_a_forwarded_request_is_answered_by_the_upstream_s_response(
    router: SessionRouter,
) -> None:
    current = forwarding()
    begin(router.sessions, "one", current)
    flow = ask(router, flow_to())
    assert router.requests.has_any_of(current)
    flow.response = tutils.tresp()
    receive(router, flow)
    assert not router.requests.has_any_of(current)
    assert len(current.entries(0)) == 1


def test_a_forwarded_request_is_answered_by_the_upstream_s_failure(
    router: SessionRouter,
) -> None:
    current = forwarding()
    begin(router.sessions, "one", current)
    flow = ask(router, flow_to())
    flow.error = tflow.terr()
    router.error(flow)
    assert not router.requests.has_any_of(current)
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


def test_a_session_that_ends_answers_requests_in_flight(router: SessionRouter) -> None:
    first = make_session()
    begin(router.sessions, "first", first)
    begun = flow_to()
    router.requestheaders(begun)

    async def end_meanwhile() -> None:
        ending = asyncio.create_task(router.sessions.end("first", ended_well=True))
        await until(lambda: router.sessions.current is not first)
        router.request(begun)
        await ending

    asyncio.run(end_meanwhile())
    assert begun.response is not None
    assert begun.response.status_code == 201


def test_an_addon_passes_responses_on_once_a_session_forwards(
    many: SessionRouter, context: taddons.context
) -> None:
    many.attach(context.master)
    before = context.options.allow_hosts
    assert not any(isinstance(one, UpstreamResponses) for one in context.master.addons.chain)
    begin(many.sessions, "recorded", forwarding())
    assert any(isinstance(one, UpstreamResponses) for one in context.master.addons.chain)
    assert context.options.allow_hosts == before  # the default session is offline
