import gzip
from collections.abc import Callable
from typing import Any

import pytest
from mitmproxy import http
from mitmproxy.test import tutils

from ringback.http.messages import Headers, Response, request_to
from ringback.http.origin import Origin
from ringback.mitmproxy_addon import flows
from ringback.modes.base import Answer, Source
from ringback.modes.injection import Effect, Injection
from tests.support.proxy.flows import HOST, base_url_flow, flow_to

LIVE = Answer(Response(200), Source.LIVE)

# --- the way in


def test_a_request_to_twilio_is_taken_as_it_is() -> None:
    flow = flow_to(method=b"POST", path=b"/v1/Conversations?a=1", content=b"FriendlyName=x")

    assert flows.read_request(flow) == request_to(
        "POST", f"https://{HOST}/v1/Conversations?a=1", body=b"FriendlyName=x"
    )


@pytest.mark.parametrize(
    ("flow", "origin"),
    [
        pytest.param(flow_to("10.1.2.3"), f"https://{HOST}", id="Host header"),
        pytest.param(flow_to("10.1.2.3", header=None, sni=HOST), f"https://{HOST}", id="SNI"),
        pytest.param(flow_to(header=None), f"https://{HOST}", id="CONNECT"),
        pytest.param(flow_to(header="example.com"), f"https://{HOST}", id="another Host header"),
        pytest.param(flow_to(header=f"{HOST.upper()}."), f"https://{HOST}", id="as compared"),
        pytest.param(
            flow_to("10.1.2.3", header="api.twilio.com", sni=HOST),
            "https://api.twilio.com",
            id="the Host header first",
        ),
        pytest.param(
            flow_to(header=f"{HOST}:8443", port=8443), f"https://{HOST}:8443", id="port in Host"
        ),
        pytest.param(flow_to(header=None, port=8443), f"https://{HOST}:8443", id="port of CONNECT"),
        pytest.param(
            flow_to("10.1.2.3", header="example.com:1", sni=HOST, port=8443),
            f"https://{HOST}:8443",
            id="another host's port does not count",
        ),
        pytest.param(flow_to(port=8443), f"https://{HOST}", id="Host without a port"),
        pytest.param(flow_to(scheme="http", port=80), f"http://{HOST}", id="plain http"),
        pytest.param(flow_to(header=f"{HOST}:x"), f"https://{HOST}", id="no port at all"),
    ],
)
def test_a_request_is_twilios_by_any_of_its_names(flow: http.HTTPFlow, origin: str) -> None:
    request = flows.read_request(flow)

    assert request is not None
    assert request.origin == origin


@pytest.mark.parametrize("header", ["example.com", None])
def test_a_request_to_another_host_is_none_of_ours(header: str | None) -> None:
    assert flows.read_request(flow_to("example.com", header=header, sni="example.com")) is None


def test_a_request_over_the_base_url_is_one_to_the_api() -> None:
    request = flows.read_request(base_url_flow())

    assert request is not None
    assert request.url == f"https://{HOST}/v1/Conversations"


def test_a_request_over_the_proxy_is_not_over_the_base_url() -> None:
    assert not flows.is_over_base_url(flow_to())
    assert flows.is_over_base_url(base_url_flow())


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param("docker.internal:99", "http://docker.internal:99", id="the client's name"),
        pytest.param(None, "http://127.0.0.1:8081", id="no Host header"),
    ],
)
def test_the_base_url_is_as_the_client_spelled_it(header: str | None, expected: str) -> None:
    assert flows.client_base_url(base_url_flow(header)) == expected


def test_a_base_url_of_ipv6_is_written_as_one() -> None:
    flow = base_url_flow(None)
    flow.client_conn.sockname = ("::1", 8081, 0, 0)  # type: ignore[assignment]

    assert flows.client_base_url(flow) == "http://[::1]:8081"


def test_headers_of_the_connection_are_left_out() -> None:
    flow = flow_to(
        fields=[
            (b"Connection", b"keep-alive"),
            (b"Proxy-Authorization", b"Basic x"),
            (b"transfer-encoding", b"chunked"),
            (b"Ringback", b"live"),
            (b"X-Kept", b"1"),
        ]
    )

    request = flows.read_request(flow)

    assert request is not None
    assert list(request.headers) == [("X-Kept", "1")]


def test_a_header_that_is_not_utf8_comes_through_whole() -> None:
    flow = flow_to(fields=[(b"X-Odd", b"\xff\xc3\xbc")])

    request = flows.read_request(flow)
    assert request is not None
    flows.answer(flow, Answer(Response(200, request.headers), Source.FAKE))

    assert flow.response is not None
    assert flow.response.headers.fields[0] == (b"X-Odd", b"\xff\xc3\xbc")


def test_a_compressed_body_is_given_decoded_and_left_as_it_was() -> None:
    compressed = gzip.compress(b'{"sid": "CH1"}')
    received = tutils.tresp(
        content=compressed, headers=http.Headers([(b"Content-Encoding", b"gzip")])
    )

    response = flows.read_response(received)

    assert response.body == b'{"sid": "CH1"}'
    assert "Content-Encoding" not in response.headers
    assert received.raw_content == compressed


@pytest.mark.parametrize("encoding", [b"gzip", b"unheard-of"])
def test_a_body_that_cannot_be_decoded_keeps_its_encoding(encoding: bytes) -> None:
    received = tutils.tresp(
        content=b"no gzip", headers=http.Headers([(b"Content-Encoding", encoding)])
    )

    response = flows.read_response(received)

    assert response.body == b"no gzip"
    assert response.headers.get("Content-Encoding") == encoding.decode()


def test_a_response_that_unfolds_without_end_stays_as_it_was_sent() -> None:
    bomb = gzip.compress(bytes(65 * 1024 * 1024), 1)
    received = tutils.tresp(content=bomb, headers=http.Headers([(b"Content-Encoding", b"gzip")]))

    response = flows.read_response(received)

    assert response.body == bomb
    assert response.headers.get("Content-Encoding") == "gzip"


def test_of_a_request_that_unfolds_without_end_there_is_the_beginning() -> None:
    bomb = gzip.compress(bytes(9 * 1024 * 1024), 1)

    request = flows.read_request(flow_to(content=bomb, fields=[(b"Content-Encoding", b"gzip")]))

    assert request is not None
    assert request.body == bytes(8 * 1024 * 1024)


def test_a_response_keeps_status_and_reason() -> None:
    response = flows.read_response(tutils.tresp(status_code=418, reason=b"Teapot"))

    assert (response.status, response.reason) == (418, "Teapot")


@pytest.mark.parametrize("headers", [(), ((b"Content-Encoding", b"gzip"),)])
def test_a_response_whose_body_was_not_kept_has_an_empty_one(headers: Any) -> None:
    received = tutils.tresp(content=None, headers=http.Headers(headers))

    assert flows.read_response(received).body == b""


# --- the way out


def answered(flow: http.HTTPFlow, response: Response) -> http.Response:
    flows.answer(flow, Answer(response, Source.FAKE))
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

    flows.pass_on(flow, LIVE)

    assert flow.response.raw_content == raw
    assert flow.response.headers.get_all("Ringback") == ["live"]


def test_an_upstreams_response_with_moved_links_keeps_its_encoding() -> None:
    flow = flow_to()
    flow.response = tutils.tresp(headers=http.Headers([(b"Content-Encoding", b"gzip")]))

    flows.pass_on(flow, LIVE, Response(200, body=b"moved"))

    assert flow.response.content == b"moved"
    assert flow.response.raw_content != b"moved"


def test_trailers_are_not_passed_on() -> None:
    flow = flow_to()
    flow.response = tutils.tresp(trailers=http.Headers([(b"A", b"1")]))

    flows.pass_on(flow, LIVE)

    assert flow.response.trailers is None


# --- the way to the upstream


def target(flow: http.HTTPFlow) -> tuple[str, str, int, str | None]:
    request = flow.request
    return request.scheme, request.host, request.port, request.host_header


@pytest.mark.parametrize(
    ("upstream", "expected"),
    [
        pytest.param(
            Origin("https", "localhost", 8443),
            ("https", "localhost", 8443, "localhost:8443"),
            id="port",
        ),
        pytest.param(
            Origin("http", "localhost", 80), ("http", "localhost", 80, "localhost"), id="default"
        ),
        pytest.param(Origin("https", "::1", 8443), ("https", "::1", 8443, "[::1]:8443"), id="IPv6"),
    ],
)
@pytest.mark.parametrize("make", [flow_to, base_url_flow], ids=["proxy", "base URL"])
def test_a_request_is_sent_to_the_upstream(
    make: Callable[[], http.HTTPFlow], upstream: Origin, expected: tuple[str, str, int, str]
) -> None:
    flow = make()
    request = flows.read_request(flow)
    assert request is not None

    flows.send_to(flow, request, upstream)

    assert target(flow) == expected


def test_a_request_to_the_api_itself_is_left_as_it_is() -> None:
    flow = flow_to(header=f"{HOST}.")
    before = target(flow)
    request = flows.read_request(flow)
    assert request is not None

    flows.send_to(flow, request, None)

    assert target(flow) == before


def test_a_request_over_the_base_url_is_sent_to_the_api_over_https() -> None:
    flow = base_url_flow()
    request = flows.read_request(flow)
    assert request is not None

    flows.send_to(flow, request, None)

    assert target(flow) == ("https", HOST, 443, HOST)


@pytest.mark.parametrize("name", ["Proxy-Authorization", "Proxy-Connection", "Ringback"])
def test_what_a_client_tells_the_proxy_stays_here(name: str) -> None:
    flow = flow_to(fields=[(name.lower().encode(), b"Basic x")])
    request = flows.read_request(flow)
    assert request is not None

    flows.send_to(flow, request, None)

    assert name not in flow.request.headers


def test_trailers_are_not_sent() -> None:
    flow = flow_to(trailers=http.Headers([(b"A", b"1")]))
    request = flows.read_request(flow)
    assert request is not None

    flows.send_to(flow, request, Origin("https", "localhost", 8443))

    assert flow.request.trailers is None


def test_a_body_whose_length_its_client_did_not_tell_is_sent_with_it() -> None:
    flow = flow_to(content=b"a=b")
    request = flows.read_request(flow)
    assert request is not None

    flows.send_to(flow, request, None)

    assert flow.request.headers["Content-Length"] == "3"


@pytest.mark.parametrize(
    "flow",
    [
        pytest.param(flow_to(), id="no body"),
        pytest.param(
            flow_to(content=b"a=b", fields=[(b"Transfer-Encoding", b"chunked")]), id="chunks"
        ),
    ],
)
def test_a_length_is_not_sent_where_there_may_be_none(flow: http.HTTPFlow) -> None:
    request = flows.read_request(flow)
    assert request is not None

    flows.send_to(flow, request, None)

    assert "Content-Length" not in flow.request.headers


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

    response = flows.read_response(received, "HEAD")

    assert response.headers.get("Content-Length") == "14"
    assert response.headers.get("Content-Encoding") == "gzip"


# --- injected faults


def test_a_flow_without_a_fault_has_no_injection() -> None:
    flow = flow_to()
    flows.answer(flow, LIVE)
    assert flows.find_injection(flow) is None
    flow.metadata["of another addon"] = 1
    assert flows.find_injection(flow) is None


def test_an_engine_that_breaks_nothing_says_so() -> None:
    injection = Injection("reset", Effect.RESET)
    flow = flow_to()
    flows.answer(flow, Answer(Response(0), Source.FAULT, injection=injection))
    assert flows.find_injection(flow) is injection
    assert flow.response is not None
    assert flow.response.status_code == 500
    assert b"cannot be injected with this engine" in (flow.response.content or b"")


def test_an_upstream_s_response_is_marked_with_the_fault() -> None:
    injection = Injection("drip", Effect.DRIP, 0.1)
    flow = flow_to()
    flow.response = tutils.tresp()
    flows.pass_on(flow, Answer(Response(200), Source.FAULT, injection=injection))
    assert flow.response.headers["Ringback"] == 'fault;name="drip"'
    assert flows.find_injection(flow) is injection
