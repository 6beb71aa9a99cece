"""Answers that a fault breaks, over HTTP/2 and where requests are forwarded."""

import pytest

from ringback.http.messages import Headers, Response
from ringback.modes.injection import Effect, Injection
from ringback.modes.outcomes import Answer, Forward, Source
from tests.support.http import broken, wire
from tests.support.http.broken import CLOSED, OPEN, RESET, Seen
from tests.support.http.http2 import Http2Client
from tests.support.proxy.flows import HOST, ScriptedMode
from tests.support.proxy.lean_proxy import Proxy, StartProxy
from tests.support.twilio.canned import CannedServer

BODY = bytes(range(65, 85)) * 5
UPSTREAM = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n" + BODY + b"\r\n0\r\n\r\n"
NO_BODY = b"HTTP/1.1 204 No Content\r\n\r\n"


def forwarded(
    start_proxy: StartProxy, effect: Effect, answer: bytes = UPSTREAM, seconds: float = 0.001
) -> Seen:
    """Return what a client sees of an upstream's answer with a fault."""
    injection = Injection("any", effect, seconds)
    with CannedServer(answer) as upstream:
        mode = ScriptedMode(Forward(injection=injection), offline=False)
        proxy = start_proxy(upstream.url, mode=mode)
        return broken.ask_base_url(proxy.base_url, broken.post())


def test_a_forwarded_answer_is_truncated_with_its_length(start_proxy: StartProxy) -> None:
    seen = forwarded(start_proxy, Effect.TRUNCATE)
    assert (seen.status, seen.end) == (200, CLOSED)
    assert (seen.header("content-length"), seen.body) == ("100", BODY[:50])
    assert seen.header("transfer-encoding") is None
    assert seen.header("ringback") == 'fault;name="any"'


def test_a_forwarded_answer_without_a_body_loses_the_end_of_its_head(
    start_proxy: StartProxy,
) -> None:
    seen = forwarded(start_proxy, Effect.TRUNCATE, NO_BODY)
    assert (seen.status, seen.end) == (204, CLOSED)
    assert b"\r\n\r\n" not in seen.data


def test_a_forwarded_answer_drips_and_is_whole(start_proxy: StartProxy) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + BODY
    seen = forwarded(start_proxy, Effect.DRIP, answer, 0.02)
    assert (seen.status, seen.end, seen.body) == (200, OPEN, BODY)


def test_the_first_piece_of_a_forwarded_answer_comes_at_once(start_proxy: StartProxy) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + BODY
    injection = Injection("drip", Effect.DRIP, 3_600)
    with CannedServer(answer) as upstream:
        mode = ScriptedMode(Forward(injection=injection), offline=False)
        proxy = start_proxy(upstream.url, mode=mode)
        with wire.dial(proxy.base_url) as connection:
            seen = broken.read_first_piece(connection, broken.post())
    assert (seen.status, seen.body) == (200, BODY[:10])


@pytest.mark.parametrize(
    ("effect", "end"),
    [(Effect.CLOSE, CLOSED), (Effect.TIMEOUT, CLOSED), (Effect.RESET, RESET)],
    ids=str,
)
def test_a_forwarded_answer_does_not_come(
    start_proxy: StartProxy, effect: Effect, end: str
) -> None:
    assert forwarded(start_proxy, effect) == Seen(b"", end)


def answered(injection: Injection | None, body: bytes = BODY) -> ScriptedMode:
    headers = Headers([("Content-Type", "text/plain")])
    return ScriptedMode(Answer(Response(200, headers, body), Source.FAULT, injection=injection))


def connect(proxy: Proxy) -> Http2Client:
    below = wire.tunnel(proxy.address, f"{HOST}:443")
    return Http2Client(wire.over_tls(below, proxy.ca, HOST, alpn=("h2",)))


def test_streams_drip_side_by_side(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=answered(Injection("drip", Effect.DRIP, 0.005)))
    with connect(proxy) as client:
        streams = [client.send("GET", "/v1/Conversations") for _ in range(3)]
        replies = [client.receive(stream) for stream in streams]
    assert [(reply.ended, reply.body) for reply in replies] == [(True, BODY)] * 3


def test_a_stream_that_its_client_resets_drips_no_more(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=answered(Injection("drip", Effect.DRIP, 0.005)))
    with connect(proxy) as client:
        left, kept = (client.send("GET", "/v1/Conversations") for _ in range(2))
        client.reset(left)
        assert client.receive(kept).body == BODY


def test_a_truncated_stream_has_the_length_of_the_whole_body(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=answered(Injection("truncate", Effect.TRUNCATE)))
    with connect(proxy) as client:
        reply = client.receive(client.send("GET", "/v1/Conversations"))
    assert (reply.headers["content-length"], reply.body) == ("100", BODY[:50])
    assert (reply.ended, reply.broken) == (False, True)


def test_what_is_only_late_or_whole_is_sent_as_it_is(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=answered(Injection("slow", Effect.SLOW, 0.001)))
    with connect(proxy) as client:
        reply = client.receive(client.send("GET", "/v1/Conversations"))
    assert (reply.ended, reply.body) == (True, BODY)
