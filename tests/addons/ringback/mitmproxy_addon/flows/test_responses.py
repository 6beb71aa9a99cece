import gzip
from typing import Any

import pytest
from mitmproxy import http
from mitmproxy.test import tutils

from ringback.http.messages import Headers, Response
from ringback.mitmproxy_addon.flows.requests import read_request
from ringback.mitmproxy_addon.flows.responses import (
    answer_flow,
    find_injection,
    pass_on_response,
    read_response,
)
from ringback.modes.injection import Effect, Injection
from ringback.modes.outcomes import Answer, Source
from tests.support.proxy.flows import flow_to

LIVE = Answer(Response(200), Source.LIVE)


def test_a_header_that_is_not_utf8_comes_through_whole() -> None:
    flow = flow_to(fields=[(b"X-Odd", b"\xff\xc3\xbc")])

    request = read_request(flow)
    assert request is not None
    answer_flow(flow, Answer(Response(200, request.headers), Source.FAKE))

    assert flow.response is not None
    assert flow.response.headers.fields[0] == (b"X-Odd", b"\xff\xc3\xbc")


def test_a_compressed_body_is_given_decoded_and_left_as_it_was() -> None:
    compressed = gzip.compress(b'{"sid": "CH1"}')
    received = tutils.tresp(
        content=compressed, headers=http.Headers([(b"Content-Encoding", b"gzip")])
    )

    response = read_response(received)

    assert response.body == b'{"sid": "CH1"}'
    assert "Content-Encoding" not in response.headers
    assert received.raw_content == compressed


@pytest.mark.parametrize("encoding", [b"gzip", b"unheard-of"])
def test_a_body_that_cannot_be_decoded_keeps_its_encoding(encoding: bytes) -> None:
    received = tutils.tresp(
        content=b"no gzip", headers=http.Headers([(b"Content-Encoding", encoding)])
    )

    response = read_response(received)

    assert response.body == b"no gzip"
    assert response.headers.get("Content-Encoding") == encoding.decode()


def test_a_response_that_unfolds_without_end_stays_as_it_was_sent() -> None:
    bomb = gzip.compress(bytes(65 * 1024 * 1024), 1)
    received = tutils.tresp(content=bomb, headers=http.Headers([(b"Content-Encoding", b"gzip")]))

    response = read_response(received)

    assert response.body == bomb
    assert response.headers.get("Content-Encoding") == "gzip"


def test_a_response_keeps_status_and_reason() -> None:
    response = read_response(tutils.tresp(status_code=418, reason=b"Teapot"))

    assert (response.status, response.reason) == (418, "Teapot")


@pytest.mark.parametrize("headers", [(), ((b"Content-Encoding", b"gzip"),)])
def test_a_response_whose_body_was_not_kept_has_an_empty_one(headers: Any) -> None:
    received = tutils.tresp(content=None, headers=http.Headers(headers))

    assert read_response(received).body == b""


def answered(flow: http.HTTPFlow, response: Response) -> http.Response:
    answer_flow(flow, Answer(response, Source.FAKE))
    assert flow.response is not None
    return flow.response


def test_an_answer_is_marked_and_has_its_length() -> None:
    response = answered(flow_to(), Response(201, Headers([("A", "1")]), b"body"))

    assert response.status_code == 201
    assert response.raw_content == b"body"
    assert response.headers.fields == (
        (b"A", b"1"),
        (b"Content-Length", b"4"),
        (b"Ringback", b"fake"),
    )


@pytest.mark.parametrize(
    ("given", "sent"), [("", "Created"), ("Made", "Made")], ids=["the usual", "its own"]
)
def test_an_answer_has_a_reason(given: str, sent: str) -> None:
    assert answered(flow_to(), Response(201, reason=given)).reason == sent


def test_an_answer_comes_when_the_request_ended() -> None:
    response = answered(flow_to(timestamp_start=1.0, timestamp_end=2.0), Response(200))

    assert response.timestamp_start == response.timestamp_end == 2.0


def test_a_status_that_nobody_knows_has_no_reason() -> None:
    assert answered(flow_to(), Response(299)).reason == ""


@pytest.mark.parametrize("name", ["Content-Length", "Transfer-Encoding", "Connection", "Ringback"])
def test_what_a_cassette_says_of_its_connection_is_not_sent(name: str) -> None:
    response = answered(flow_to(), Response(200, Headers([(name.lower(), "odd")]), b"body"))

    assert "odd" not in response.headers.values()


@pytest.mark.parametrize(
    ("response", "length"),
    [
        pytest.param(Response(200, Headers([("Content-Length", "42")])), "42", id="what GET has"),
        pytest.param(Response(501, body=b"a miss"), "6", id="a body"),
        pytest.param(Response(200), None, id="not known"),
    ],
)
def test_the_answer_to_head_has_no_body(response: Response, length: str | None) -> None:
    sent = answered(flow_to(method=b"HEAD"), response)

    assert sent.raw_content == b""
    assert sent.headers.get("Content-Length") == length


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_may_have_no_body_has_none(status: int) -> None:
    sent = answered(flow_to(), Response(status, body=b"odd"))

    assert sent.raw_content == b""
    assert "Content-Length" not in sent.headers


def test_an_upstreams_response_is_passed_on_untouched_but_marked() -> None:
    flow = flow_to()
    flow.response = tutils.tresp(content=gzip.compress(b"{}"))
    flow.response.headers["Content-Encoding"] = "gzip"
    flow.response.headers["Ringback"] = "fake"
    raw = flow.response.raw_content

    pass_on_response(flow, LIVE)

    assert flow.response.raw_content == raw
    assert flow.response.headers.get_all("Ringback") == ["live"]


def test_an_upstreams_response_with_moved_links_keeps_its_encoding() -> None:
    flow = flow_to()
    flow.response = tutils.tresp(headers=http.Headers([(b"Content-Encoding", b"gzip")]))

    pass_on_response(flow, LIVE, Response(200, body=b"moved"))

    assert flow.response.content == b"moved"
    assert flow.response.raw_content != b"moved"


def test_trailers_are_not_passed_on() -> None:
    flow = flow_to()
    flow.response = tutils.tresp(trailers=http.Headers([(b"A", b"1")]))

    pass_on_response(flow, LIVE)

    assert flow.response.trailers is None


def test_nothing_in_a_cassette_adds_a_header() -> None:
    headers = Headers([("X-A", "b\r\nX-B: c"), ("X-D", "e\n f"), ("X-G\r\nX-H", "i")])
    sent = answered(flow_to(), Response(200, headers, b"", "OK\r\nX-J: k"))

    assert sent.reason == "OK X-J: k"
    assert sent.headers["X-A"] == "b X-B: c"
    assert sent.headers["X-D"] == "e f"
    assert not {"X-B", "X-H", "X-J"} & set(sent.headers)


def test_the_response_to_head_keeps_its_length_and_coding() -> None:
    fields = [(b"Content-Length", b"14"), (b"Content-Encoding", b"gzip")]
    received = tutils.tresp(content=b"", headers=http.Headers(fields))

    response = read_response(received, "HEAD")

    assert response.headers.get("Content-Length") == "14"
    assert response.headers.get("Content-Encoding") == "gzip"


def test_a_flow_without_a_fault_has_no_injection() -> None:
    flow = flow_to()
    answer_flow(flow, LIVE)
    assert find_injection(flow) is None
    flow.metadata["of another addon"] = 1
    assert find_injection(flow) is None


def test_an_engine_that_breaks_nothing_says_so() -> None:
    injection = Injection("reset", Effect.RESET)
    flow = flow_to()
    answer_flow(flow, Answer(Response(0), Source.FAULT, injection=injection))
    assert find_injection(flow) is injection
    assert flow.response is not None
    assert flow.response.status_code == 500
    assert b"cannot be injected with this engine" in (flow.response.content or b"")


def test_an_upstream_s_response_is_marked_with_the_fault() -> None:
    injection = Injection("drip", Effect.DRIP, 0.1)
    flow = flow_to()
    flow.response = tutils.tresp()
    pass_on_response(flow, Answer(Response(200), Source.FAULT, injection=injection))
    assert flow.response.headers["Ringback"] == 'fault;name="drip"'
    assert find_injection(flow) is injection
