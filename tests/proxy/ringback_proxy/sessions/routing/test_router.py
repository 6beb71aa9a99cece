import asyncio

import pytest
from mitmproxy import http
from mitmproxy.test import taddons, tutils

from ringback.http.messages import Request
from ringback.mitmproxy_addon.addon import LARGE_REQUEST
from ringback.modes.outcomes import Decision
from ringback.settings.fault_spec import parse_fault
from ringback.state.connection import SessionMovedError
from ringback_proxy.sessions.routing.router import SessionRouter
from tests.support.process.waiting import until
from tests.support.proxy.flows import ScriptedMode, base_url_flow, flow_to
from tests.support.proxy.routing import ask, find_session, forwarding, miss_message, named
from tests.support.proxy.sessions import begin, make_session
from tests.support.webhooks.requests import webhook


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


def test_a_late_request_sees_no_other_test_s_state(router: SessionRouter) -> None:
    router.requests.drain_timeout = 0.01
    first, second = make_session("test_first"), make_session("test_second")
    begin(router.sessions, "first", first)
    begun = flow_to()
    router.requestheaders(begun)
    assert router.requests.has_any_of(first)
    end(router, "first")
    begin(router.sessions, "second", second)
    router.request(begun)
    late = ask(router, named(flow_to(), "first"))
    assert "this came from test_first, which has ended" in miss_message(begun)
    assert "this came from test_first, which has ended" in miss_message(late)
    assert second.entries(0) == ()
    assert not router.requests.has_any_of(first)


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


def test_the_options_are_those_of_the_current_session(
    router: SessionRouter, context: taddons.context
) -> None:
    router.make_safe(context.options)
    offline = context.options.allow_hosts
    begin(router.sessions, "one", forwarding())
    router.make_safe(context.options)

    assert context.options.allow_hosts != offline


def create_in(router: SessionRouter, name: str | None) -> http.HTTPFlow:
    fields = [(b"Authorization", b"Basic QUMxOnQ="), (b"Content-Type", b"application/json")]
    flow = flow_to(method=b"POST", fields=fields)
    return ask(router, flow if name is None else named(flow, name))


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


def test_webhooks_that_are_not_delivered_yet_are_in_flight(router: SessionRouter) -> None:
    async def scenario() -> list[int]:
        session = make_session()
        begin(router.sessions, "one", session)
        session.webhooks.send([webhook("http://127.0.0.1:9/", conversation="CH1")])
        counts = [router.in_flight]
        session.webhooks.reset()
        return [*counts, router.in_flight]

    assert asyncio.run(scenario()) == [1, 0]


def delayed(router: SessionRouter, fault: str, *, large: bool = False) -> list[int]:
    """Return how many requests are in flight while one is delayed, and afterwards."""
    session = make_session()
    session.faults.add(parse_fault(fault))
    begin(router.sessions, "one", session)
    flow = flow_to(method=b"POST", content=b"x" * 20_000 if large else b"")

    async def scenario() -> list[int]:
        router.requestheaders(flow)
        pending = router.request(flow)
        assert pending is not None
        waiting = asyncio.ensure_future(pending)
        await until(lambda: session.journal.total)
        await asyncio.sleep(0)
        counts = [router.in_flight]
        session.clear()
        await waiting
        return [*counts, router.in_flight]

    counts = asyncio.run(scenario())
    assert flow.response is not None
    return counts


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
def test_a_slow_answer_is_in_flight_until_it_is_sent(router: SessionRouter, large: bool) -> None:
    assert delayed(router, "slow,ms=3600000", large=large) == [1, 0]


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
def test_a_request_that_gets_no_answer_keeps_nothing_from_ending(
    router: SessionRouter, large: bool
) -> None:
    assert delayed(router, "timeout", large=large) == [0, 0]


class MovingMode(ScriptedMode):
    """A mode whose session has always moved to another proxy."""

    async def decide_large(self, request: Request) -> Decision:
        raise SessionMovedError(f"{request.label} is answered elsewhere")


def test_a_request_whose_session_always_moves_is_refused_and_never_forwarded(
    router: SessionRouter, caplog: pytest.LogCaptureFixture
) -> None:
    begin(router.sessions, "one", make_session(mode=MovingMode()))
    flow = named(flow_to(), "one")
    flow.request.content = b"FriendlyName=" + b"a" * LARGE_REQUEST

    async def send() -> None:
        router.requestheaders(flow)
        pending = router.request(flow)
        assert pending is not None
        await pending

    asyncio.run(send())

    assert flow.response is not None
    assert flow.response.status_code == 500
    assert "could not be answered" in caplog.text
    assert router.in_flight == 0
