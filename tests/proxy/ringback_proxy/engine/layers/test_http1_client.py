import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from mitmproxy.connection import Server
from mitmproxy.http import Response
from mitmproxy.options import Options
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import RequestEndOfMessage, RequestHeaders, ResponseHeaders
from mitmproxy.proxy.layers.http._http1 import Http1Client
from mitmproxy.proxy.layers.http._http2 import Http2Client as MitmproxyHttp2Client
from mitmproxy.test import tflow, tutils

from ringback.modes.outcomes import Source
from ringback_proxy.engine.layers.http1_client import FinalResponseClient, skip_interim_responses
from tests.support.http import wire
from tests.support.http.http2 import Http2Client
from tests.support.proxy.flows import HOST
from tests.support.proxy.lean_proxy import StartProxy
from tests.support.twilio.canned import CannedServer

FINAL = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}"
REQUEST = (
    b"POST /v1/Conversations HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n"
)
INTERIMS = [
    pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n", id="100"),
    pytest.param(b"HTTP/1.1 100\r\n\r\n", id="no reason"),
    pytest.param(b"HTTP/1.1 102 Processing\r\n\r\n", id="102"),
    pytest.param(b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n", id="103"),
    pytest.param(b"HTTP/1.0 199 Odd\nA: b\n\n", id="199"),
    pytest.param(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\n"
        b"HTTP/1.1 103 Hints\r\nA: c\r\n\r\n",
        id="several",
    ),
]


def make_client() -> Http1Client:
    """Return a reader that has sent a request, as mitmproxy makes it."""
    context = Context(tflow.tclient_conn(), Options())
    context.server = Server(address=("a.example", 443))
    client = Http1Client(context)
    list(client.handle_event(events.Start()))
    skip_interim_responses(client)
    list(client.handle_event(RequestHeaders(1, tutils.treq(), end_stream=True)))
    list(client.handle_event(RequestEndOfMessage(1)))
    return client


def read_statuses(client: Http1Client, *pieces: bytes) -> list[int]:
    """Return the statuses of the responses in data that arrives in pieces."""
    received: list[commands.Command] = []
    for piece in pieces:
        received += client.handle_event(events.DataReceived(client.conn, piece))
    responses: list[Response] = [
        each.event.response
        for each in received
        if isinstance(each, ReceiveHttp) and isinstance(each.event, ResponseHeaders)
    ]
    return [response.status_code for response in responses]


@pytest.mark.parametrize("interim", INTERIMS)
def test_an_interim_response_is_skipped_however_it_arrives(interim: bytes) -> None:
    data = interim + FINAL

    assert read_statuses(make_client(), data) == [201]
    assert read_statuses(make_client(), *(data[i : i + 1] for i in range(len(data)))) == [201]


def test_switching_protocols_is_not_skipped() -> None:
    head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"

    assert read_statuses(make_client(), head) == [101]


def test_a_response_that_nobody_asked_for_is_left_to_mitmproxy() -> None:
    client = make_client()
    assert read_statuses(client, FINAL) == [201]

    sent = list(client.handle_event(events.DataReceived(client.conn, b"HTTP/1.1 100 C\r\n\r\n")))

    assert any(isinstance(command, commands.CloseConnection) for command in sent)


def test_other_layers_stay_as_they_are() -> None:
    client = make_client()

    skip_interim_responses(client)

    assert type(client) is FinalResponseClient


@pytest.mark.parametrize("interim", INTERIMS)
def test_the_client_gets_the_final_response(start_proxy: StartProxy, interim: bytes) -> None:
    with CannedServer(interim + FINAL) as upstream:
        proxy = start_proxy(upstream.url)

        reply = wire.exchange(wire.dial(proxy.base_url), REQUEST)

    assert reply.startswith(b"HTTP/1.1 201 Created\r\n")
    assert [entry.response.status for entry in proxy.journal.entries] == [201]


@pytest.mark.parametrize("interim", INTERIMS)
def test_an_http2_client_gets_the_final_response(start_proxy: StartProxy, interim: bytes) -> None:
    with CannedServer(interim + FINAL) as upstream:
        proxy = start_proxy(upstream.url)
        tunnel = wire.tunnel(proxy.address, f"{HOST}:443")
        with Http2Client(wire.over_tls(tunnel, proxy.ca, HOST, ("h2",))) as client:
            assert client.receive(client.send("POST", "/v1/Conversations")).status == 201


def test_switching_protocols_is_a_502_at_once(start_proxy: StartProxy) -> None:
    with CannedServer(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n") as upstream:
        proxy = start_proxy(upstream.url)

        reply = wire.exchange(wire.dial(proxy.base_url), REQUEST)

        assert reply.startswith(b"HTTP/1.1 502 ")
        assert (
            f"{upstream.url} sent the interim status 101, which no request asked".encode() in reply
        )
    assert proxy.journal.counts == {Source.ERROR: 1}
    assert proxy.conversations.in_flight == 0


def test_mitmproxy_skips_interim_responses_over_http2_itself() -> None:
    options = Options()
    for name, kind, default in (
        ("http2_ping_keepalive", int, 0),
        ("validate_inbound_headers", bool, True),
        ("normalize_outbound_headers", bool, True),
    ):
        options.add_option(name, kind, default, "as the addon Proxyserver adds it")
    context = Context(tflow.tclient_conn(), options)
    context.server = Server(address=("a.example", 443))
    client = MitmproxyHttp2Client(context)
    upstream = H2Connection(H2Configuration(client_side=False))
    upstream.initiate_connection()
    request = tutils.treq(authority=b"a.example", http_version=b"HTTP/2.0")
    received = [*client.handle_event(events.Start())]
    received += client.handle_event(RequestHeaders(1, request, end_stream=True))
    for command in received:
        if isinstance(command, commands.SendData):
            upstream.receive_data(command.data)
    for status in ("100", "103", "103"):
        upstream.send_headers(1, [(":status", status)])
    upstream.send_headers(1, [(":status", "201")], end_stream=True)

    sent = upstream.data_to_send()
    received = [*client.handle_event(events.DataReceived(client.conn, sent))]

    responses = [
        each.event.response.status_code
        for each in received
        if isinstance(each, ReceiveHttp) and isinstance(each.event, ResponseHeaders)
    ]
    assert responses == [201]
