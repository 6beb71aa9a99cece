from collections.abc import Iterable

import pytest
from mitmproxy.http import Request
from mitmproxy.options import Options
from mitmproxy.proxy.commands import CloseConnection, Command, SendData
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.events import Event, Start
from mitmproxy.proxy.layers.http._events import (
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestProtocolError,
)
from mitmproxy.proxy.layers.http._http1 import Http1Client
from mitmproxy.test import tflow

from ringback_proxy.engine.layers.http1_client import skip_interim_responses

HEAD = b"POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\n"


@pytest.fixture
def client() -> Http1Client:
    """The client of an upstream."""
    client = Http1Client(Context(tflow.tclient_conn(), Options()))
    list(client.handle_event(Start()))
    skip_interim_responses(client)
    return client


@pytest.fixture
def request_of_three_bytes() -> Request:
    return Request.make("POST", "https://a.example/", b"a=b")


def sent(client: Http1Client, events: Iterable[Event]) -> list[bytes]:
    """Return the pieces that a client sends."""
    made: list[Command] = [command for event in events for command in client.handle_event(event)]
    return [command.data for command in made if isinstance(command, SendData)]


def test_a_request_is_sent_in_one_piece(
    client: Http1Client, request_of_three_bytes: Request
) -> None:
    head = RequestHeaders(1, request_of_three_bytes, end_stream=False)

    assert sent(client, (head, RequestData(1, b"a=b"), RequestEndOfMessage(1))) == [HEAD + b"a=b"]


def test_the_head_of_a_streamed_request_is_sent_at_once(
    client: Http1Client, request_of_three_bytes: Request
) -> None:
    request_of_three_bytes.raw_content = None

    assert sent(client, [RequestHeaders(1, request_of_three_bytes, end_stream=False)]) == [HEAD]
    assert sent(client, [RequestData(1, b"a=b")]) == [b"a=b"]


def test_a_head_without_its_body_is_sent_with_the_end(
    client: Http1Client, request_of_three_bytes: Request
) -> None:
    head = RequestHeaders(1, request_of_three_bytes, end_stream=False)

    assert sent(client, (head, RequestEndOfMessage(1))) == [HEAD]


def test_a_head_is_sent_before_the_connection_is_closed(
    client: Http1Client, request_of_three_bytes: Request
) -> None:
    list(client.handle_event(RequestHeaders(1, request_of_three_bytes, end_stream=False)))

    left = RequestProtocolError(1, "the client has left", RequestProtocolError.code)
    made = list(client.handle_event(left))

    assert [type(command) for command in made] == [SendData, CloseConnection]
