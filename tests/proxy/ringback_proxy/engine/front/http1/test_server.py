"""The front answers as mitmproxy's own streams do: most tests compare the two."""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mitmproxy import http

from ringback.http.messages import Response
from ringback.modes.outcomes import Answer, Source
from ringback_proxy.engine.front.http1 import limits
from ringback_proxy.engine.layers.http1_server import JsonErrorServer
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


class Listens:
    """An addon with the hooks of a test."""

    def __init__(self, **hooks: Callable[[http.HTTPFlow], object]) -> None:
        self.__dict__.update(hooks)
        self.name = "and ".join(hooks)


# --- over both listeners, compared with mitmproxy's streams


def forbid_front(proxy: Proxy) -> None:
    """Hand every request over to mitmproxy."""
    engine: Any = proxy.master.engine
    engine.is_offline = lambda _: False


@pytest.fixture(params=["front", "mitmproxy's streams"])
def proxy(request: pytest.FixtureRequest, start_proxy: StartProxy) -> Proxy:
    """A proxy that answers every request, by itself or by mitmproxy."""
    started = start_proxy(mode=ScriptedMode())
    if request.param != "front":
        forbid_front(started)
    return started


@pytest.fixture
def answering(start_proxy: StartProxy) -> Proxy:
    return start_proxy(mode=ScriptedMode())


Dial = Callable[[Proxy], socket.socket]


def dial_base_url(proxy: Proxy) -> socket.socket:
    return wire.dial(proxy.base_url)


def dial_tunnel(proxy: Proxy) -> socket.socket:
    return wire.over_tls(wire.tunnel(proxy.address, f"{HOST}:443"), proxy.ca, HOST)


@pytest.fixture(params=[dial_base_url, dial_tunnel], ids=["base URL", "tunnel"])
def dial(request: pytest.FixtureRequest) -> Dial:
    """Either way to the API."""
    found: Dial = request.param
    return found


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
    proxy: Proxy,
    sent: bytes,
    came: list[tuple[str, bytes]],
    dial: Dial,
) -> None:
    replies = wire.exchange(dial(proxy), sent)
    assert asked(proxy) == came
    assert replies.count(b"HTTP/1.1 201 Created\r\n") == len(came)
    assert replies.count(b'{"sid": "CH1"}') == len(came)


def test_a_request_may_arrive_byte_by_byte(proxy: Proxy, dial: Dial) -> None:
    with dial(proxy) as client:
        for byte in PLAIN + LAST:
            client.sendall(bytes([byte]))
        assert wire.read_to_end(client).count(b"HTTP/1.1 201 Created\r\n") == 2
    assert asked(proxy) == [("POST", BODY), ("GET", b"")]


def test_a_head_may_arrive_before_its_body(proxy: Proxy, dial: Dial) -> None:
    came = record_hooks(proxy)
    with dial(proxy) as client:
        for number in range(1, 4):
            client.sendall(PLAIN[: -len(BODY)])
            wait_for(lambda: came[-1:] == ["requestheaders"] or None, lambda: f"{came} came")
            client.sendall(BODY)
            assert wire.read_head(client).startswith(b"HTTP/1.1 201 Created\r\n")
            assert client.recv(100) == b'{"sid": "CH1"}'
            assert came == ["requestheaders", "request"] * number
    assert asked(proxy) == [("POST", BODY)] * 3


def serves_itself(proxy: Proxy) -> bool:
    """Return whether the front serves the one connection that there is."""
    return not proxy.connections


BREW = GET.replace(b"GET", b"BREW")  # a method that the front's parser does not know


@pytest.mark.parametrize(
    ("sent", "own"),
    [
        pytest.param(PLAIN, True, id="a length"),
        pytest.param(PLAIN + GET, True, id="two"),
        pytest.param(CHUNKED, True, id="chunks"),
        pytest.param(PLAIN + CHUNKED, True, id="chunks behind a plain one"),
        pytest.param(GET.replace(b"1.1", b"1.0\r\nConnection: keep-alive"), True, id="1.0"),
        pytest.param(BREW, False, id="an unknown method"),
        pytest.param(PLAIN + BREW, False, id="an unknown method behind a plain one"),
    ],
)
def test_what_is_not_ordinary_is_mitmproxys(
    answering: Proxy, dial: Dial, sent: bytes, own: bool
) -> None:
    with dial(answering) as client:
        client.sendall(sent)
        for _ in range(sent.count(b" /v1/Conversations HTTP/")):
            assert wire.read_head(client).startswith(b"HTTP/1.1 201 ")
            assert client.recv(14) == b'{"sid": "CH1"}'
        assert serves_itself(answering) is own
        client.sendall(GET)
        assert wire.read_head(client).startswith(b"HTTP/1.1 201 ")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(PLAIN, id="a length"),
        pytest.param(CHUNKED, id="chunks"),
        pytest.param(GET.replace(b"1.1", b"1.0"), id="1.0"),
        pytest.param(GET * 3, id="three"),
    ],
)
def test_a_client_that_has_said_everything_gets_its_replies(answering: Proxy, sent: bytes) -> None:
    with dial_base_url(answering) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        replies = wire.read_to_end(client)
    assert replies.count(b"HTTP/1.1 201 ") == sent.count(b" HTTP/1.")


def test_plain_http_within_a_tunnel_is_answered_as_well(proxy: Proxy) -> None:
    """By the addon, which refuses it."""
    for sent in (GET, BREW):
        with wire.tunnel(proxy.address, f"{HOST}:443") as client:
            client.sendall(sent)
            assert wire.read_head(client).startswith(b"HTTP/1.1 501 ")


def test_mitmproxy_is_shown_what_the_front_was(answering: Proxy) -> None:
    """A request that is handed over within TLS is like any other of its connection."""
    seen: list[tuple[str, str | None, bool, str | None]] = []

    def request(flow: http.HTTPFlow) -> None:
        client = flow.client_conn
        seen.append((flow.request.url, client.sni, client.tls, client.tls_version))

    answering.call(lambda: answering.master.addons.add(Listens(request=request)))
    with dial_tunnel(answering) as client:
        client.sendall(GET + BREW + LAST)
        wire.read_to_end(client)
    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert seen[0][:3] == (f"https://{HOST}/v1/Conversations", HOST, True)


def test_a_session_that_begins_to_record_gets_the_next_request(
    start_proxy: StartProxy, upstream: Upstream, dial: Dial
) -> None:
    """Whether a request is forwarded may change while a connection is open."""
    proxy = start_proxy(upstream.url, upstream_ca=upstream.ca)
    recording, answering_mode = proxy.conversations.mode, ScriptedMode()
    proxy.conversations.mode = answering_mode
    with dial(proxy) as client:
        client.sendall(GET)
        assert b"ringback: live" not in wire.read_head(client).lower()
        assert client.recv(14) == b'{"sid": "CH1"}'
        proxy.conversations.mode = recording
        client.sendall(GET)
        assert b"ringback: live" in wire.read_head(client).lower()
    assert len(upstream.requests) == 1


def test_a_mode_that_may_forward_never_answers_here(
    start_proxy: StartProxy,
    upstream: Upstream,
    dial: Dial,
) -> None:
    proxy = start_proxy(upstream.url, upstream_ca=upstream.ca)
    reply = wire.exchange(dial(proxy), PLAIN + LAST)
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
    dial: Dial,
) -> None:
    came = record_hooks(proxy)
    with dial(proxy) as client:
        client.sendall(sent)
        wait_for(lambda: proxy.has_connections or None, lambda: "nobody is connected")
        wait_for(lambda: came == hooks[:1] or None, lambda: f"{came} came")
        leave(client)
    wait_for(lambda: not proxy.has_connections or None, lambda: "somebody is connected")
    assert (asked(proxy), came) == ([], hooks)
    assert not caplog.records


def test_a_request_that_takes_too_long_is_given_up(
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
    dial: Dial,
) -> None:
    monkeypatch.setattr(limits, "REQUEST_TIMEOUT", 0.05)
    monkeypatch.setattr(JsonErrorServer, "timeout", 0.05)
    came = record_hooks(proxy)
    reply = wire.exchange(dial(proxy), PLAIN[:-3])
    assert reply.startswith(b"HTTP/1.1 408 ")
    assert (asked(proxy), came) == ([], ["requestheaders", "error"])


def test_what_is_handed_over_ends_where_the_client_ended(proxy: Proxy) -> None:
    """The client sends its last byte while a hook is awaited, and more than one request."""

    async def response(flow: http.HTTPFlow) -> None:
        await asyncio.sleep(0.02)

    proxy.call(lambda: proxy.master.addons.add(Listens(response=response)))
    with dial_base_url(proxy) as client:
        client.sendall(PLAIN + b"GARBAGE")
        client.shutdown(socket.SHUT_WR)
        replies = wire.read_to_end(client)
    assert replies.count(b"HTTP/1.1 ") <= 1  # mitmproxy does not answer a client that has ended


def test_a_client_that_leaves_its_pipeline_is_forgotten(proxy: Proxy, dial: Dial) -> None:
    async def response(flow: http.HTTPFlow) -> None:
        await asyncio.sleep(0)

    proxy.call(lambda: proxy.master.addons.add(Listens(response=response)))
    with dial(proxy) as client:
        client.sendall(GET * 50 + PLAIN[:-3])
        wait_for(lambda: asked(proxy) or None, lambda: "nothing has come")
        abort(client)
    wait_for(lambda: not proxy.has_connections or None, lambda: "somebody is connected")


def test_the_front_replies_as_mitmproxy_does(start_proxy: StartProxy, dial: Dial) -> None:
    proxy = start_proxy(mode=ScriptedMode())
    own = wire.exchange(dial(proxy), PLAIN + LAST)
    forbid_front(proxy)
    assert wire.exchange(dial(proxy), PLAIN + LAST) == own


@pytest.mark.parametrize("status", [200, 204, 304, 429, 500])
def test_a_reply_of_any_status_leaves_the_connection_usable(
    proxy: Proxy, status: int, dial: Dial
) -> None:
    mode = proxy.conversations.mode
    assert isinstance(mode, ScriptedMode)
    mode.decision = Answer(Response(status, body=b"{}"), Source.FAKE)
    with dial(proxy) as client:
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
    "many chunks": POST
    + b"Transfer-Encoding: chunked\r\n\r\n"
    + b"".join(b"1;a=b\r\n%c\r\n" % byte for byte in BODY)
    + b"0\r\n\r\n",
    "unknown": BREW,
    "upgrade": GET.replace(b"\r\n\r\n", b"\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n"),
    "HEAD": GET.replace(b"GET", b"HEAD"),
    "an expectation": POST + b"Expect: 100-continue\r\nContent-Length: 1\r\n\r\na",
    "old": GET.replace(b"HTTP/1.1\r\n", b"HTTP/1.0\r\nConnection: keep-alive\r\n"),
}
# The proxy closes the connection after these. What it has not read by then resets the connection,
# and the client may lose the replies; so they are sent whole, and alone.
ENDS = {
    "last": LAST,
    "malformed": GET.replace(b"\r\n\r\n", b"\r\nA b: c\r\n\r\n"),
    "rubbish": b"GARBAGE\r\n\r\n",
    "old": GET.replace(b"1.1", b"1.0"),
    "trailers": CHUNKED.replace(b"\r\n0\r\n", b"\r\n0\r\nA: b\r\n"),
    "no chunk": CHUNKED.replace(b"\r\n14\r\n", b"\r\nxy\r\n"),
}


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kinds=st.lists(st.sampled_from(sorted(KINDS)), max_size=6),
    end=st.sampled_from(sorted(ENDS)),
    cuts=st.lists(st.integers(1, 500), max_size=4),
)
def test_the_front_answers_any_bytes_as_mitmproxy_does(
    answering: Proxy, dial: Dial, kinds: list[str], end: str, cuts: list[int]
) -> None:
    def exchange_bytes() -> tuple[bytes, list[tuple[str, bytes]]]:
        answering.journal.entries.clear()
        with dial(answering) as client:
            rest = b"".join(KINDS[kind] for kind in kinds)
            for cut in cuts:
                client.sendall(rest[:cut])
                rest = rest[cut:]
            client.sendall(rest)
            wait_for(lambda: len(asked(answering)) == len(kinds) or None, lambda: "no answer")
            return wire.exchange(client, ENDS[end]), asked(answering)

    with without_front(answering):
        expected = exchange_bytes()
    assert exchange_bytes() == expected


@contextmanager
def without_front(proxy: Proxy) -> Iterator[None]:
    engine: Any = proxy.master.engine
    before = engine.is_offline
    forbid_front(proxy)
    try:
        yield
    finally:
        engine.is_offline = before
