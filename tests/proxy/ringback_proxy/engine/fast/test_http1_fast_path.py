"""The fast path behaves like mitmproxy's own streams: most tests compare the two."""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mitmproxy import http
from mitmproxy.options import Options
from mitmproxy.proxy.commands import CloseConnection, Command, SendData, StartHook
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.mode_specs import ProxyMode
from mitmproxy.test import taddons, tflow

from ringback.http.messages import Response
from ringback.modes.base import Answer, Source
from ringback_proxy.engine.fast.hook_table import HookTable
from ringback_proxy.engine.fast.http1_fast_path import (
    SIZE_LIMIT,
    Http1FastPath,
    parse_plain_request,
)
from ringback_proxy.engine.fast.http1_server import JsonErrorServer
from ringback_proxy.engine.fast.http_layer import JsonErrors
from ringback_proxy.engine.fast.quick_ack import QuickAck
from tests.support.http import wire
from tests.support.process.waiting import wait_for
from tests.support.proxy.flows import HOST, ScriptedMode
from tests.support.proxy.lean_proxy import Proxy, StartProxy
from tests.support.twilio.upstream import Upstream

POST = b"POST /v1/Conversations HTTP/1.1\r\nHost: a.example\r\n"
BODY = b"FriendlyName=printer"
PLAIN = POST + b"Content-Length: 20\r\n\r\n" + BODY
GET = b"GET /v1/Conversations HTTP/1.1\r\nHost: a.example\r\n\r\n"
LAST = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n14\r\n" + BODY + b"\r\n0\r\n\r\n"


# --- which requests are plain


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        pytest.param(PLAIN, BODY, id="POST"),
        pytest.param(GET, b"", id="GET"),
        pytest.param(GET.replace(b"GET", b"DELETE"), b"", id="DELETE"),
        pytest.param(LAST, b"", id="the last of its connection"),
        pytest.param(GET.replace(b"\r\n\r\n", b"\r\nA:\r\n\r\n"), b"", id="empty header"),
        pytest.param(PLAIN + GET, BODY, id="with another behind it"),
    ],
)
def test_a_plain_request_is_read(sent: bytes, body: bytes) -> None:
    found = parse_plain_request(sent)
    assert found is not None
    request, begin, end = found
    assert request.path == "/v1/Conversations"
    assert request.headers["Host"] == "a.example"
    assert sent[begin:end] == body


def test_the_size_of_a_request_is_known_from_its_head() -> None:
    found = parse_plain_request(PLAIN[:-7])
    assert found is not None
    assert found[2] == len(PLAIN)


def with_header(header: bytes) -> bytes:
    return GET.replace(b"\r\n\r\n", b"\r\n" + header + b"\r\n\r\n")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(GET[:-2], id="half a head"),
        pytest.param(b"\r\n" + GET, id="a blank line before it"),
        pytest.param(GET.replace(b"\r\n", b"\n"), id="bare newlines"),
        pytest.param(with_header(b"A: b\nC: d"), id="a bare newline"),
        pytest.param(with_header(b"A: b\rC: d"), id="a bare return"),
        pytest.param(with_header(b" folded"), id="a folded header"),
        pytest.param(with_header(b"\tfolded"), id="a header folded by a tab"),
        pytest.param(with_header(b"no header"), id="no header"),
        pytest.param(with_header(b"A b: c"), id="a name that is none"),
        pytest.param(with_header(b"Content-Length : 1"), id="a space behind a name"),
        pytest.param(with_header(b"Content-Length: x"), id="no length"),
        pytest.param(with_header(b"Content-Length: -1"), id="a negative length"),
        pytest.param(with_header(b"Content-Length: 1, 1"), id="a list of lengths"),
        pytest.param(with_header(b"Content-Length: 0\r\nContent-Length: 0"), id="two lengths"),
        pytest.param(with_header(b"Content-Length: %d" % (SIZE_LIMIT + 1)), id="a long body"),
        pytest.param(with_header(b"Transfer-Encoding: chunked"), id="chunks"),
        pytest.param(
            with_header(b"Content-Length: 1\r\ntransfer-encoding: identity"), id="both lengths"
        ),
        pytest.param(with_header(b"Expect: 100-continue"), id="an expectation"),
        pytest.param(with_header(b"Upgrade: websocket"), id="an upgrade"),
        pytest.param(with_header(b"TE: trailers"), id="trailers"),
        pytest.param(with_header(b"Connection: upgrade"), id="another connection"),
        pytest.param(with_header(b"Proxy-Connection: keep-alive"), id="a proxy's request"),
        pytest.param(GET.replace(b"HTTP/1.1", b"HTTP/1.0"), id="HTTP/1.0"),
        pytest.param(GET.replace(b" HTTP/1.1", b""), id="HTTP/0.9"),
        pytest.param(GET.replace(b"/v1", b"http://a.example/v1"), id="an absolute target"),
        pytest.param(GET.replace(b"GET", b"HEAD"), id="HEAD"),
        pytest.param(GET.replace(b"GET", b"OPTIONS"), id="OPTIONS"),
        pytest.param(b"CONNECT a.example:443 HTTP/1.1\r\n\r\n", id="CONNECT"),
        pytest.param(b"\x16\x03\x01\r\n\r\n", id="TLS"),
    ],
)
def test_other_requests_are_left_to_mitmproxy(sent: bytes) -> None:
    assert parse_plain_request(sent) is None


# --- how one is answered


class Listens:
    """An addon with the hooks of a test."""

    def __init__(self, **hooks: Callable[[http.HTTPFlow], object]) -> None:
        self.__dict__.update(hooks)
        self.name = "and ".join(hooks)


Reply = Callable[..., list[Command]]


def connection(sni: str | None = None, host: str = "a.example", mode: str = "regular") -> Context:
    made = Context(tflow.tclient_conn(), Options())
    made.client.sni, made.client.proxy_mode = sni, ProxyMode.parse(mode)
    made.server.address = (host, 443)
    return made


def short_cut_of(table: HookTable) -> Http1FastPath:
    proxyserver: Any = SimpleNamespace(connections={})
    return Http1FastPath(table, QuickAck(proxyserver), lambda _: True)


@pytest.fixture
def table() -> Iterator[HookTable]:
    with taddons.context(loadcore=False) as context:
        context.master.addons = table = HookTable(context.master)
        yield table
    if not context.master.event_loop.is_closed():
        context.master.event_loop.close()  # mitmproxy 11 leaves it open


@pytest.fixture
def reply(table: HookTable) -> Reply:
    """Answer a request on the fast path, and call its hooks as mitmproxy does."""

    def commands_of(sent: bytes) -> Iterator[Command]:
        found = parse_plain_request(sent)
        assert found is not None
        fast_path = short_cut_of(table)
        started = yield from fast_path.begin(connection(), found[0], b"")
        yield from fast_path.answer(started, b"")

    def replied(*addons: object, sent: bytes = GET) -> list[Command]:
        table.add(*addons)
        commands = []
        for command in commands_of(sent):
            commands.append(command)
            if isinstance(command, StartHook):
                asyncio.run(table.handle_lifecycle(command))
        return commands

    return replied


def names(commands: list[Command]) -> list[str]:
    return [type(command).__name__ for command in commands]


def respond(flow: http.HTTPFlow, **headers: str) -> None:
    flow.response = http.Response.make(201, b"{}", headers)


def test_hooks_run_in_mitmproxys_order(reply: Reply) -> None:
    came: list[str] = []

    def record_hook(name: str) -> Callable[[http.HTTPFlow], None]:
        def hook(flow: http.HTTPFlow) -> None:
            came.append(f"{name} {flow.live}")
            if name == "request":
                respond(flow)

        return hook

    hooks = ("requestheaders", "request", "responseheaders", "response", "error")
    (sent,) = [
        command
        for command in reply(Listens(**{name: record_hook(name) for name in hooks}))
        if isinstance(command, SendData)
    ]
    assert came == [f"{name} True" for name in hooks[:-1]]
    assert sent.data.startswith(b"HTTP/1.1 201 Created\r\n")
    assert sent.data.endswith(b"\r\n\r\n{}")


@pytest.mark.parametrize("hook", ["responseheaders", "response"])
def test_a_hook_may_replace_the_response(reply: Reply, hook: str) -> None:
    def replace(flow: http.HTTPFlow) -> None:
        flow.response = http.Response.make(202, b"another")

    commands = reply(Listens(request=respond), Listens(**{hook: replace}))
    (sent,) = [command for command in commands if isinstance(command, SendData)]
    assert sent.data.startswith(b"HTTP/1.1 202 ")
    assert sent.data.endswith(b"\r\n\r\nanother")


def test_a_hook_that_has_to_wait_is_left_to_mitmproxy(reply: Reply) -> None:
    async def response(flow: http.HTTPFlow) -> None:
        await asyncio.sleep(0)
        assert flow.response is not None
        flow.response.content = b"later"

    commands = reply(Listens(request=respond, response=response))
    assert "HttpResponseHook" in names(commands)
    (sent,) = [command for command in commands if isinstance(command, SendData)]
    assert sent.data.endswith(b"\r\n\r\nlater")


@pytest.mark.parametrize(
    ("hook", "errors_run"),
    [("requestheaders", 1), ("request", 1), ("responseheaders", 1), ("response", 0)],
)
def test_a_flow_that_is_killed_gets_no_reply(reply: Reply, hook: str, errors_run: int) -> None:
    errors: list[str] = []

    def error(flow: http.HTTPFlow) -> None:
        assert flow.error is not None
        errors.append(flow.error.msg)

    answers = [] if hook == "request" else [Listens(request=respond)]
    commands = reply(*answers, Listens(**{hook: lambda flow: flow.kill(), "error": error}))
    assert [name for name in names(commands) if "Hook" not in name] == ["CloseConnection"]
    assert errors == ["Connection killed."] * errors_run


def test_a_request_that_no_addon_answers_is_not_forwarded(
    reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    errors: list[object] = []
    commands = reply(Listens(error=errors.append))
    assert (len(errors), caplog.messages) == (1, ["no addon answered GET a.example"])
    sent, closed = (command for command in commands if not isinstance(command, StartHook))
    assert isinstance(sent, SendData)
    assert sent.data.startswith(b"HTTP/1.1 500 ")
    assert b"ringback: Ringback itself failed, so nothing was forwarded" in sent.data
    assert isinstance(closed, CloseConnection)


@pytest.mark.parametrize(
    ("sent", "headers", "closes"),
    [
        pytest.param(GET, {}, False, id="stays open"),
        pytest.param(LAST, {}, True, id="the client closes"),
        pytest.param(GET, {"Connection": "close"}, True, id="the reply closes"),
    ],
)
def test_the_connection_stays_open_until_one_side_closes_it(
    reply: Reply, sent: bytes, headers: dict[str, str], closes: bool
) -> None:
    commands = reply(Listens(request=lambda flow: respond(flow, **headers)), sent=sent)
    assert ("CloseConnection" in names(commands)) is closes


def test_nothing_follows_a_switch_of_protocols(reply: Reply) -> None:
    def switch(flow: http.HTTPFlow) -> None:
        flow.response = http.Response.make(101, b"")

    assert "CloseConnection" in names(reply(Listens(request=switch)))


@pytest.mark.parametrize(
    ("connection", "ours"),
    [
        pytest.param(connection(mode="reverse:http://a.example"), True, id="base URL"),
        pytest.param(connection(sni=HOST), True, id="the name in TLS"),
        pytest.param(connection(host=HOST), True, id="CONNECT"),
        pytest.param(connection(sni="b.example"), False, id="another host"),
    ],
)
def test_only_connections_to_twilio_take_the_fast_path(
    table: HookTable, connection: Context, ours: bool
) -> None:
    assert short_cut_of(table).is_for(connection) is ours


def test_a_reply_without_a_length_ends_with_its_connection(reply: Reply) -> None:
    def endless(flow: http.HTTPFlow) -> None:
        respond(flow)
        assert flow.response is not None
        del flow.response.headers["content-length"]

    assert "CloseConnection" in names(reply(Listens(request=endless)))


# --- over real sockets, compared with mitmproxy's streams


@pytest.fixture(params=["fast path", "mitmproxy's streams"])
def proxy(request: pytest.FixtureRequest, start_proxy: StartProxy) -> Proxy:
    """A proxy that answers every request, with or without the fast path."""
    started = start_proxy(mode=ScriptedMode())
    if request.param != "fast path":
        without_fast_path(started)
    return started


@pytest.fixture
def answering(start_proxy: StartProxy) -> Proxy:
    return start_proxy(mode=ScriptedMode())


def without_fast_path(proxy: Proxy) -> None:
    (errors,) = [addon for addon in proxy.master.addons.chain if isinstance(addon, JsonErrors)]
    errors.fast_path = None


def record_hooks(proxy: Proxy) -> list[str]:
    """Record the hooks of requests in the returned list."""
    came: list[str] = []

    def error(flow: http.HTTPFlow) -> None:
        came.append("error")

    listens = Listens(
        requestheaders=lambda _: came.append("requestheaders"),
        request=lambda _: came.append("request"),
        error=error,
    )
    proxy.call(lambda: proxy.master.addons.add(listens))
    return came


def asked(proxy: Proxy) -> list[tuple[str, bytes]]:
    return [(entry.request.method, entry.request.body) for entry in proxy.journal.entries]


@pytest.mark.parametrize(
    ("sent", "came"),
    [
        pytest.param(LAST, [("GET", b"")], id="one"),
        pytest.param(PLAIN + GET + LAST, [("POST", BODY), ("GET", b""), ("GET", b"")], id="three"),
        pytest.param(
            PLAIN + CHUNKED + PLAIN + LAST,
            [("POST", BODY), ("POST", BODY), ("POST", BODY), ("GET", b"")],
            id="one of them in chunks",
        ),
        pytest.param(LAST + GET, [("GET", b"")], id="one behind the last"),
        pytest.param(PLAIN + b"GARBAGE\r\n\r\n", [("POST", BODY)], id="rubbish behind it"),
        pytest.param(
            POST + b"Connection: close\r\nContent-Length: 70000\r\n\r\n" + b"a" * 70_000,
            [("POST", b"a" * 70_000)],
            id="a long one",
        ),
    ],
)
def test_every_request_gets_its_reply_in_turn(
    proxy: Proxy, sent: bytes, came: list[tuple[str, bytes]]
) -> None:
    replies = wire.exchange(wire.dial(proxy.base_url), sent)
    assert asked(proxy) == came
    assert replies.count(b"HTTP/1.1 201 Created\r\n") == len(came)
    assert replies.count(b'{"sid": "CH1"}') == len(came)


def test_a_request_may_arrive_byte_by_byte(proxy: Proxy) -> None:
    with wire.dial(proxy.base_url) as client:
        for byte in PLAIN + LAST:
            client.sendall(bytes([byte]))
        assert wire.read_to_end(client).count(b"HTTP/1.1 201 Created\r\n") == 2
    assert asked(proxy) == [("POST", BODY), ("GET", b"")]


def test_a_head_may_arrive_before_its_body(proxy: Proxy) -> None:
    came = record_hooks(proxy)
    with wire.dial(proxy.base_url) as client:
        for number in range(1, 4):
            client.sendall(PLAIN[: -len(BODY)])
            wait_for(lambda: came[-1:] == ["requestheaders"] or None, lambda: f"{came} came")
            client.sendall(BODY)
            assert wire.read_head(client).startswith(b"HTTP/1.1 201 Created\r\n")
            assert client.recv(100) == b'{"sid": "CH1"}'
            assert came == ["requestheaders", "request"] * number
    assert asked(proxy) == [("POST", BODY)] * 3


def test_only_a_complete_plain_request_takes_the_fast_path(answering: Proxy) -> None:
    bodies: list[bytes | None] = []
    # mitmproxy's streams know no body at the first hook.
    listens = Listens(requestheaders=lambda flow: bodies.append(flow.request.raw_content))
    answering.call(lambda: answering.master.addons.add(listens))
    for sent in (PLAIN + LAST, CHUNKED + LAST):
        wire.exchange(wire.dial(answering.base_url), sent)
    assert bodies[:3] == [b"", b"", None]


def test_a_mode_that_may_forward_never_takes_the_fast_path(
    start_proxy: StartProxy, upstream: Upstream
) -> None:
    proxy = start_proxy(upstream.url, upstream_ca=upstream.ca)
    reply = wire.exchange(wire.dial(proxy.base_url), PLAIN + LAST)
    assert reply.lower().count(b"ringback: live\r\n") == 2
    assert len(upstream.requests) == 2


def abort(client: socket.socket) -> None:
    """Reset the connection."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("leave", [socket.socket.close, abort], ids=["closes", "aborts"])
@pytest.mark.parametrize(
    ("sent", "hooks"),
    [
        pytest.param(PLAIN[:-3], ["requestheaders", "error"], id="half a body"),
        pytest.param(PLAIN[: -len(BODY)], ["requestheaders", "error"], id="no body"),
        pytest.param(GET[:-3], [], id="half a head"),
    ],
)
def test_an_incomplete_request_is_not_answered(
    proxy: Proxy,
    sent: bytes,
    hooks: list[str],
    leave: Callable[[socket.socket], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    came = record_hooks(proxy)
    connections = proxy.connections
    with wire.dial(proxy.base_url) as client:
        client.sendall(sent)
        wait_for(lambda: connections or None, lambda: "nobody is connected")
        wait_for(lambda: came == hooks[:1] or None, lambda: f"{came} came")
        leave(client)
    wait_for(lambda: not connections or None, lambda: f"there are {connections}")
    assert (asked(proxy), came) == ([], hooks)
    assert not caplog.records


def test_a_request_that_takes_too_long_is_given_up(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JsonErrorServer, "timeout", 0.05)
    came = record_hooks(proxy)
    reply = wire.exchange(wire.dial(proxy.base_url), PLAIN[:-3])
    assert reply.startswith(b"HTTP/1.1 408 ")
    assert (asked(proxy), came) == ([], ["requestheaders", "error"])


def test_a_client_that_leaves_its_pipeline_is_forgotten(proxy: Proxy) -> None:
    async def response(flow: http.HTTPFlow) -> None:
        await asyncio.sleep(0)

    proxy.call(lambda: proxy.master.addons.add(Listens(response=response)))
    connections = proxy.connections
    with wire.dial(proxy.base_url) as client:
        client.sendall(GET * 50 + PLAIN[:-3])
        wait_for(lambda: asked(proxy) or None, lambda: "nothing has come")
        abort(client)
    wait_for(lambda: not connections or None, lambda: f"there are {connections}")


def test_the_fast_path_replies_as_mitmproxy_does(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=ScriptedMode())
    short = wire.exchange(wire.dial(proxy.base_url), PLAIN + LAST)
    without_fast_path(proxy)
    assert wire.exchange(wire.dial(proxy.base_url), PLAIN + LAST) == short


@pytest.mark.parametrize("status", [200, 204, 304, 429, 500])
def test_a_reply_of_any_status_leaves_the_connection_usable(proxy: Proxy, status: int) -> None:
    mode = proxy.conversations.mode
    assert isinstance(mode, ScriptedMode)
    mode.decision = Answer(Response(status, body=b"{}"), Source.FAKE)
    with wire.dial(proxy.base_url) as client:
        for _ in range(2):
            client.sendall(GET)
            head = wire.read_head(client)
            assert head.startswith(b"HTTP/1.1 %d " % status)
            if status not in (204, 304):
                assert client.recv(100) == b"{}"


KINDS = {
    "plain": PLAIN,
    "no body": GET,
    "chunks": CHUNKED,
    "long": POST + b"Content-Length: 70000\r\n\r\n" + b"a" * 70_000,
    "HEAD": GET.replace(b"GET", b"HEAD"),
    "an expectation": POST + b"Expect: 100-continue\r\nContent-Length: 1\r\n\r\na",
    "old": GET.replace(b"HTTP/1.1\r\n", b"HTTP/1.0\r\nConnection: keep-alive\r\n"),
}
# The proxy closes the connection after these, so a client that still sends may lose the reply.
ENDS = {"last": LAST, "malformed": with_header(b"A b: c"), "rubbish": b"GARBAGE\r\n\r\n"}


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kinds=st.lists(st.sampled_from(sorted(KINDS)), max_size=6),
    end=st.sampled_from(sorted(ENDS)),
    cuts=st.lists(st.integers(1, 500), max_size=4),
)
def test_the_fast_path_answers_any_bytes_as_mitmproxy_does(
    answering: Proxy, kinds: list[str], end: str, cuts: list[int]
) -> None:
    sent = b"".join(KINDS[kind] for kind in kinds) + ENDS[end]
    (errors,) = [one for one in answering.master.addons.chain if isinstance(one, JsonErrors)]

    def exchange_bytes(fast_path: Http1FastPath | None) -> tuple[bytes, list[tuple[str, bytes]]]:
        answering.journal.entries.clear()
        errors.fast_path = fast_path
        with wire.dial(answering.base_url) as client:
            rest = sent
            for cut in cuts:
                client.sendall(rest[:cut])
                rest = rest[cut:]
            return wire.exchange(client, rest), asked(answering)

    fast_path = errors.fast_path
    assert fast_path is not None
    try:
        assert exchange_bytes(fast_path) == exchange_bytes(None)
    finally:
        errors.fast_path = fast_path
