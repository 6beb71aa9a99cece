"""The hooks of a request, and what its reply is."""

import asyncio
from collections.abc import Callable

import pytest
from mitmproxy import http
from mitmproxy.connection import Server
from mitmproxy.test import taddons, tflow

from ringback_proxy.engine.front.addon_hooks import AddonHooks, Steps
from ringback_proxy.engine.front.http1 import exchange, request_head
from ringback_proxy.engine.front.http1.exchange import Reply
from tests.support.proxy.mitmproxy_context import context as context

GET = b"GET /v1/Conversations HTTP/1.1\r\nHost: a.example\r\n\r\n"


class Listens:
    """An addon with the hooks of a test."""

    def __init__(self, **hooks: Callable[[http.HTTPFlow], object]) -> None:
        self.__dict__.update(hooks)
        self.name = "and ".join(hooks)


def make_flow(body: bytes | None = b"") -> http.HTTPFlow:
    head = request_head.parse(GET)
    assert head is not None
    return exchange.make_flow(tflow.tclient_conn(), Server(address=("a.example", 443)), head, body)


Replies = Callable[..., Reply]


@pytest.fixture
def reply(context: taddons.context) -> Replies:
    """Answer a request, with the hooks of some addons."""

    def replied(*addons: object) -> Reply:
        context.master.addons.add(*addons)
        hooks = AddonHooks(context.master.addons)
        got: list[Reply] = []

        def steps() -> Steps:
            flow = make_flow()
            yield from hooks.trigger_flow("requestheaders", flow)
            got.append((yield from exchange.answer(hooks, flow, b"")))

        async def run() -> None:
            for waiting in steps():
                await waiting

        asyncio.run(run())
        return got[0]

    return replied


def respond(flow: http.HTTPFlow, **headers: str) -> None:
    flow.response = http.Response.make(201, b"{}", headers)


def test_a_flow_is_as_mitmproxy_makes_it() -> None:
    flow = make_flow(None)
    request = flow.request
    assert (request.method, request.scheme, request.host, request.port) == (
        "GET", "http", "a.example", 443,
    )  # fmt: skip
    assert (request.path, request.authority, request.http_version) == (
        "/v1/Conversations", "", "HTTP/1.1",
    )  # fmt: skip
    assert list(request.headers.items()) == [("Host", "a.example")]
    assert request.raw_content is None
    assert flow.live


def test_hooks_run_in_mitmproxys_order(reply: Replies) -> None:
    came: list[str] = []

    def record_hook(name: str) -> Callable[[http.HTTPFlow], None]:
        def hook(flow: http.HTTPFlow) -> None:
            came.append(f"{name} {flow.live}")
            if name == "request":
                respond(flow)

        return hook

    hooks = ("requestheaders", "request", "responseheaders", "response", "error")
    got = reply(Listens(**{name: record_hook(name) for name in hooks}))
    assert came == [f"{name} True" for name in hooks[:-1]]
    assert got == Reply(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}", last=False)


@pytest.mark.parametrize("hook", ["responseheaders", "response"])
def test_a_hook_may_replace_the_response(reply: Replies, hook: str) -> None:
    def replace(flow: http.HTTPFlow) -> None:
        flow.response = http.Response.make(202, b"another")

    got = reply(Listens(request=respond), Listens(**{hook: replace}))
    assert got.data.startswith(b"HTTP/1.1 202 ")
    assert got.data.endswith(b"\r\n\r\nanother")


def test_a_hook_that_has_to_wait_is_waited_for(reply: Replies) -> None:
    async def response(flow: http.HTTPFlow) -> None:
        await asyncio.sleep(0)
        assert flow.response is not None
        flow.response.content = b"later"

    assert reply(Listens(request=respond, response=response)).data.endswith(b"\r\n\r\nlater")


@pytest.mark.parametrize(
    ("hook", "errors_run"),
    [("requestheaders", 1), ("request", 1), ("responseheaders", 1), ("response", 0)],
)
def test_a_flow_that_is_killed_gets_no_reply(reply: Replies, hook: str, errors_run: int) -> None:
    errors: list[str] = []

    def error(flow: http.HTTPFlow) -> None:
        assert flow.error is not None
        errors.append(flow.error.msg)

    answers = [] if hook == "request" else [Listens(request=respond)]
    got = reply(*answers, Listens(**{hook: lambda flow: flow.kill(), "error": error}))
    assert got == Reply(b"", last=True)
    assert errors == ["Connection killed."] * errors_run


def test_a_request_that_no_addon_answers_is_not_forwarded(
    reply: Replies, caplog: pytest.LogCaptureFixture
) -> None:
    errors: list[object] = []
    got = reply(Listens(error=errors.append))
    assert (len(errors), caplog.messages) == (1, ["no addon answered GET a.example"])
    assert got.data.startswith(b"HTTP/1.1 500 ")
    assert b"ringback: Ringback itself failed, so nothing was forwarded" in got.data
    assert got.last


@pytest.mark.parametrize(
    ("status", "headers", "last"),
    [
        pytest.param(200, {}, False, id="stays open"),
        pytest.param(200, {"Connection": "close"}, True, id="the reply closes"),
        pytest.param(200, {"Connection": "keep-alive"}, False, id="the reply keeps it open"),
        pytest.param(101, {}, True, id="another protocol"),
    ],
)
def test_the_connection_stays_open_until_the_reply_ends_it(
    reply: Replies, status: int, headers: dict[str, str], last: bool
) -> None:
    def request(flow: http.HTTPFlow) -> None:
        flow.response = http.Response.make(status, b"", headers)

    assert reply(Listens(request=request)).last is last


def without_length(flow: http.HTTPFlow, status: int) -> None:
    flow.response = http.Response.make(status, b"")
    del flow.response.headers["content-length"]


@pytest.mark.parametrize(("status", "last"), [(200, True), (204, False), (304, False)])
def test_a_reply_without_a_length_ends_with_its_connection(
    reply: Replies, status: int, last: bool
) -> None:
    assert reply(Listens(request=lambda flow: without_length(flow, status))).last is last
