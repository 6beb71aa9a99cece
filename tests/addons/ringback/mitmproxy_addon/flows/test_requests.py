import gzip
from collections.abc import Callable

import pytest
from mitmproxy import http

from ringback.http.messages import request_to
from ringback.http.origin import Origin
from ringback.mitmproxy_addon.flows.requests import (
    client_base_url,
    is_over_base_url,
    read_request,
    send_to_upstream,
)
from tests.support.proxy.flows import HOST, base_url_flow, flow_to


def test_a_request_to_twilio_is_taken_as_it_is() -> None:
    flow = flow_to(method=b"POST", path=b"/v1/Conversations?a=1", content=b"FriendlyName=x")

    assert read_request(flow) == request_to(
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
    request = read_request(flow)

    assert request is not None
    assert request.origin == origin


@pytest.mark.parametrize("header", ["example.com", None])
def test_a_request_to_another_host_is_none_of_ours(header: str | None) -> None:
    assert read_request(flow_to("example.com", header=header, sni="example.com")) is None


def test_a_request_over_the_base_url_is_one_to_the_api() -> None:
    request = read_request(base_url_flow())

    assert request is not None
    assert request.url == f"https://{HOST}/v1/Conversations"


def test_a_request_over_the_proxy_is_not_over_the_base_url() -> None:
    assert not is_over_base_url(flow_to())
    assert is_over_base_url(base_url_flow())


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param("docker.internal:99", "http://docker.internal:99", id="the client's name"),
        pytest.param(None, "http://127.0.0.1:8081", id="no Host header"),
    ],
)
def test_the_base_url_is_as_the_client_spelled_it(header: str | None, expected: str) -> None:
    assert client_base_url(base_url_flow(header)) == expected


def test_a_base_url_of_ipv6_is_written_as_one() -> None:
    flow = base_url_flow(None)
    flow.client_conn.sockname = ("::1", 8081, 0, 0)  # type: ignore[assignment]  # IPv6 has four

    assert client_base_url(flow) == "http://[::1]:8081"


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

    request = read_request(flow)

    assert request is not None
    assert list(request.headers) == [("X-Kept", "1")]


def test_of_a_request_that_unfolds_without_end_there_is_the_beginning() -> None:
    bomb = gzip.compress(bytes(9 * 1024 * 1024), 1)

    request = read_request(flow_to(content=bomb, fields=[(b"Content-Encoding", b"gzip")]))

    assert request is not None
    assert request.body == bytes(8 * 1024 * 1024)


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
    request = read_request(flow)
    assert request is not None

    send_to_upstream(flow, request, upstream)

    assert target(flow) == expected


def test_a_request_to_the_api_itself_is_left_as_it_is() -> None:
    flow = flow_to(header=f"{HOST}.")
    before = target(flow)
    request = read_request(flow)
    assert request is not None

    send_to_upstream(flow, request, None)

    assert target(flow) == before


def test_a_request_over_the_base_url_is_sent_to_the_api_over_https() -> None:
    flow = base_url_flow()
    request = read_request(flow)
    assert request is not None

    send_to_upstream(flow, request, None)

    assert target(flow) == ("https", HOST, 443, HOST)


@pytest.mark.parametrize("name", ["Proxy-Authorization", "Proxy-Connection", "Ringback"])
def test_what_a_client_tells_the_proxy_stays_here(name: str) -> None:
    flow = flow_to(fields=[(name.lower().encode(), b"Basic x")])
    request = read_request(flow)
    assert request is not None

    send_to_upstream(flow, request, None)

    assert name not in flow.request.headers


def test_trailers_are_not_sent() -> None:
    flow = flow_to(trailers=http.Headers([(b"A", b"1")]))
    request = read_request(flow)
    assert request is not None

    send_to_upstream(flow, request, Origin("https", "localhost", 8443))

    assert flow.request.trailers is None


def test_a_body_whose_length_its_client_did_not_tell_is_sent_with_it() -> None:
    flow = flow_to(content=b"a=b")
    request = read_request(flow)
    assert request is not None

    send_to_upstream(flow, request, None)

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
    request = read_request(flow)
    assert request is not None

    send_to_upstream(flow, request, None)

    assert "Content-Length" not in flow.request.headers
