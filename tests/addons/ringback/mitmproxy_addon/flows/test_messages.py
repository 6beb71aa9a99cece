import pytest
from mitmproxy import http

from ringback.mitmproxy_addon.flows.messages import is_large, read_headers
from tests.support.proxy.flows import flow_to


@pytest.mark.parametrize(
    ("content", "fields", "large"),
    [
        pytest.param(b"", [], False, id="no body"),
        pytest.param(b"12345678", [], False, id="the limit"),
        pytest.param(b"123456789", [], True, id="more"),
        pytest.param(b"1", [(b"content-Encoding", b"gzip")], True, id="encoded"),
        pytest.param(b"", [(b"Content-Encoding", b"gzip")], False, id="encoded, and empty"),
    ],
)
def test_a_message_is_large_by_its_body(
    content: bytes, fields: list[tuple[bytes, bytes]], large: bool
) -> None:
    flow = flow_to(content=content, fields=fields)

    assert is_large(flow.request, 8) is large


def test_headers_of_the_connection_are_not_read() -> None:
    flow = flow_to(fields=[(b"Connection", b"close"), (b"Ringback", b"live"), (b"X-A", b"\xff")])

    assert list(read_headers(flow.request)) == [("X-A", "\udcff")]


def test_headers_of_a_response_are_read_alike() -> None:
    response = http.Response.make(200, headers=[(b"X-A", b"1"), (b"Content-Length", b"0")])

    assert list(read_headers(response)) == [("X-A", "1")]
