from collections.abc import Iterable

import pytest
from mitmproxy.http import Request, Response
from mitmproxy.options import Options
from mitmproxy.proxy.commands import CloseConnection, Command, SendData
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.events import DataReceived, Event, Start
from mitmproxy.proxy.layers.http._events import (
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestProtocolError,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
)
from mitmproxy.proxy.layers.http._http1 import Http1Client
from mitmproxy.test import tflow

from ringback_proxy.engine.layers.http1_client import skip_interim_responses
from ringback_proxy.engine.layers.http1_server import JsonErrorServer

HEAD_201 = b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n"


@pytest.fixture
def server() -> JsonErrorServer:
    """The server, with a request read."""
    server = JsonErrorServer(Context(tflow.tclient_conn(), Options()))
    head = b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"
    for event in (Start(), DataReceived(server.context.client, head)):
        list(server.handle_event(event))
    return server


@pytest.fixture
def client() -> Http1Client:
    """The client of an upstream."""
    client = Http1Client(Context(tflow.tclient_conn(), Options()))
    list(client.handle_event(Start()))
    skip_interim_responses(client)
    return client


def sent(layer: JsonErrorServer | Http1Client, events: Iterable[Event]) -> list[bytes]:
    """Return the pieces that a layer sends."""
    made: list[Command] = [command for event in events for command in layer.handle_event(event)]
    return [command.data for command in made if isinstance(command, SendData)]


def test_a_response_is_sent_in_one_piece(server: JsonErrorServer) -> None:
    response = Response.make(201, b"{}")

    events = (ResponseHeaders(1, response), ResponseData(1, b"{}"), ResponseEndOfMessage(1))

    assert sent(server, events) == [HEAD_201 + b"{}"]


def test_a_request_is_sent_in_one_piece(client: Http1Client) -> None:
    request = Request.make("POST", "https://a.example/", b"a=b")

    events = (
        RequestHeaders(1, request, end_stream=False),
        RequestData(1, b"a=b"),
        RequestEndOfMessage(1),
    )

    (piece,) = sent(client, events)
    assert piece.startswith(b"POST / HTTP/1.1\r\n")
    assert piece.endswith(b"\r\n\r\na=b")


def test_the_head_of_a_streamed_response_is_sent_at_once(server: JsonErrorServer) -> None:
    response = Response.make(201, b"{}")
    response.raw_content = None

    assert sent(server, [ResponseHeaders(1, response)]) == [HEAD_201]
    assert sent(server, [ResponseData(1, b"{}")]) == [b"{}"]


def test_a_head_without_its_body_is_sent_with_the_end(server: JsonErrorServer) -> None:
    response = Response.make(201, b"{}")

    events = (ResponseHeaders(1, response), ResponseEndOfMessage(1))

    assert sent(server, events) == [HEAD_201]


def test_a_head_is_sent_before_the_connection_is_closed(client: Http1Client) -> None:
    request = Request.make("POST", "https://a.example/", b"a=b")
    list(client.handle_event(RequestHeaders(1, request, end_stream=False)))

    made = list(client.handle_event(RequestProtocolError(1, "the client has left", 499)))

    assert [type(command) for command in made] == [SendData, CloseConnection]
