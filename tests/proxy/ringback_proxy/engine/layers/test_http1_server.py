import json
import time

import pytest
from mitmproxy import http
from mitmproxy.options import Options
from mitmproxy.proxy.commands import CloseConnection, Command, RequestWakeup, SendData
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.events import DataReceived, Event, Start, Wakeup
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import (
    RequestProtocolError,
    ResponseEndOfMessage,
    ResponseHeaders,
)
from mitmproxy.test import tflow

from ringback_proxy.engine.front.http1 import limits
from ringback_proxy.engine.layers import http1_server
from ringback_proxy.engine.layers.http1_server import JsonErrorServer
from tests.support.http import wire
from tests.support.proxy.flows import HOST, ScriptedMode
from tests.support.proxy.lean_proxy import StartProxy

POST = b"POST /v1/Conversations HTTP/1.1\r\nHost: a.example\r\n"
PLAIN = POST + b"Content-Length: 0\r\n\r\n"


@pytest.fixture
def server() -> JsonErrorServer:
    """The server, with a request read."""
    server = JsonErrorServer(Context(tflow.tclient_conn(), Options()))
    client = server.context.client
    for event in (Start(), DataReceived(client, PLAIN)):
        list(server.handle_event(event))
    return server


# --- slow and endless requests


def started() -> JsonErrorServer:
    """The server of a new connection."""
    server = JsonErrorServer(Context(tflow.tclient_conn(), Options()))
    list(server.handle_event(Start()))
    return server


def commands_of(server: JsonErrorServer, event: Event | bytes) -> list[Command]:
    if isinstance(event, bytes):
        event = DataReceived(server.context.client, event)
    return list(server.handle_event(event))


def wakeup_in(commands: list[Command]) -> RequestWakeup | None:
    return next((each for each in commands if isinstance(each, RequestWakeup)), None)


def refusal_in(commands: list[Command]) -> tuple[int, str]:
    """Return the status and the message of a reply that ends the connection."""
    kinds = [type(command) for command in commands]
    assert kinds[:2] == [SendData, CloseConnection]
    assert isinstance(commands[0], SendData)
    head, _, body = commands[0].data.partition(b"\r\n\r\n")
    assert b"connection: close" in head.lower()
    return int(head.split()[1]), json.loads(body)["message"]


@pytest.mark.parametrize(
    ("part", "errors"),
    [(b"POST /v1", 0), (POST, 0), (POST + b"Content-Length: 9\r\n\r\nabc", 1)],
    ids=["within the first line", "within the headers", "within the body"],
)
def test_an_incomplete_request_is_refused_after_the_timeout(part: bytes, errors: int) -> None:
    server = started()
    wakeup = wakeup_in(commands_of(server, part))
    assert wakeup is not None
    assert wakeup.delay == 60

    commands_sent = commands_of(server, Wakeup(wakeup))

    assert refusal_in(commands_sent) == (
        408,
        "ringback: the request did not arrive within 60 seconds; send it at once.",
    )
    received = [each.event for each in commands_sent if isinstance(each, ReceiveHttp)]
    assert [type(event) for event in received] == [RequestProtocolError] * errors
    assert commands_of(server, b"more") == []


def test_a_request_that_is_complete_in_time_is_left_alone() -> None:
    server = started()
    wakeup = wakeup_in(commands_of(server, POST + b"Content-Length: 3\r\n\r\n"))
    assert wakeup is not None

    assert wakeup_in(commands_of(server, b"abc")) is None
    assert commands_of(server, Wakeup(wakeup)) == []


def test_each_request_has_the_whole_timeout(server: JsonErrorServer) -> None:
    """There is one wake-up at a time, which may come soon after a later request has begun."""
    for event in (ResponseHeaders(1, http.Response.make(204)), ResponseEndOfMessage(1)):
        commands_of(server, event)
    first = wakeup_in(commands_of(server, b"POST /v1"))
    assert first is not None
    commands_of(server, PLAIN.removeprefix(b"POST /v1"))
    for event in (ResponseHeaders(3, http.Response.make(204)), ResponseEndOfMessage(3)):
        commands_of(server, event)
    assert wakeup_in(commands_of(server, b"POST")) is None

    (second,) = commands_of(server, Wakeup(first))

    assert isinstance(second, RequestWakeup)
    assert refusal_in(commands_of(server, Wakeup(second)))[0] == 408


def test_a_head_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http1_server, "HEAD_LIMIT", 1_000)
    server = started()
    assert commands_of(server, POST)

    commands_sent = commands_of(server, b"X-Flood: y\r\n" * 100)

    assert refusal_in(commands_sent)[0] == 431


@pytest.mark.parametrize("tunnelled", [True, False], ids=["in a tunnel", "over the base URL"])
@pytest.mark.parametrize("offline", [True, False], ids=["by the front", "by mitmproxy"])
def test_a_slow_client_is_refused_over_a_real_socket(
    start_proxy: StartProxy, monkeypatch: pytest.MonkeyPatch, tunnelled: bool, offline: bool
) -> None:
    monkeypatch.setattr(JsonErrorServer, "timeout", 0.1)
    monkeypatch.setattr(limits, "REQUEST_TIMEOUT", 0.1)
    proxy = start_proxy(mode=ScriptedMode(offline=offline))
    connection = wire.dial(proxy.base_url)
    if tunnelled:
        connection.close()
        connection = wire.over_tls(wire.tunnel(proxy.address, f"{HOST}:443"), proxy.ca, HOST)

    reply = wire.exchange(connection, POST)

    assert reply.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("offline", [True, False], ids=["by the front", "by mitmproxy"])
def test_the_timer_of_connect_does_not_affect_the_tunnel(
    start_proxy: StartProxy, monkeypatch: pytest.MonkeyPatch, offline: bool
) -> None:
    monkeypatch.setattr(JsonErrorServer, "timeout", 0.1)
    monkeypatch.setattr(limits, "REQUEST_TIMEOUT", 0.1)
    proxy = start_proxy(mode=ScriptedMode(offline=offline))
    connection = wire.dial(proxy.address)
    connection.sendall(b"CONNECT ")
    proxy.call(lambda: None)  # the head has been read
    connection.sendall(f"{HOST}:443 HTTP/1.1\r\n\r\n".encode())
    assert wire.read_head(connection).startswith(b"HTTP/1.1 200 ")
    inside = wire.over_tls(connection, proxy.ca, HOST)
    time.sleep(0.2)  # until the timer has run out, while no request is in progress

    reply = wire.exchange(inside, PLAIN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

    assert reply.startswith(b"HTTP/1.1 201 ")
