import pytest
from mitmproxy.connection import Server
from mitmproxy.test import tflow

from ringback_proxy.engine.front import connect_request

HOST = b"conversations.twilio.com"
CONNECT = b"CONNECT %s:443 HTTP/1.1\r\nHost: %s:443\r\nProxy-Authorization: Basic eA==\r\n\r\n" % (
    HOST, HOST,
)  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "host", "port", "version"),
    [
        pytest.param(CONNECT, HOST, 443, b"HTTP/1.1", id="plain"),
        pytest.param(CONNECT.replace(b"1.1", b"1.0"), HOST, 443, b"HTTP/1.0", id="1.0"),
        pytest.param(CONNECT.replace(b":443", b":8443"), HOST, 8443, b"HTTP/1.1", id="a port"),
        pytest.param(
            CONNECT.replace(HOST, b"API.Twilio.com."), b"API.Twilio.com.", 443, b"HTTP/1.1",
            id="another spelling",
        ),
    ],
)  # fmt: skip
def test_a_request_for_twilio_is_read(sent: bytes, host: bytes, port: int, version: bytes) -> None:
    request = connect_request.parse(sent)
    assert request is not None
    assert (request.host, request.port, request.version) == (host.decode(), port, version)
    assert request.data == sent
    assert request.fields[1] == (b"Proxy-Authorization", b"Basic eA==")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(CONNECT.replace(HOST, b"twilio.com.example"), id="another host"),
        pytest.param(CONNECT.replace(HOST, b"1.2.3.4"), id="an address"),
        pytest.param(CONNECT.replace(HOST, b"[::1]"), id="an IPv6 address"),
        pytest.param(CONNECT.replace(b":443 ", b" "), id="no port"),
        pytest.param(CONNECT.replace(b":443 ", b":0 "), id="port 0"),
        pytest.param(CONNECT.replace(b":443 ", b":70000 "), id="no such port"),
        pytest.param(CONNECT.replace(b"HTTP/1.1", b"HTTP/2"), id="another version"),
        pytest.param(CONNECT.replace(b"Host:", b"Ho st:"), id="no header"),
        pytest.param(CONNECT.replace(b"Host:", b"Content-Length: 1\r\nHost:"), id="a body"),
        pytest.param(CONNECT.replace(b"Host:", b"Expect: 100-continue\r\nHost:"), id="expects"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="no CONNECT"),
    ],
)
def test_everything_else_is_left_to_mitmproxy(sent: bytes) -> None:
    assert connect_request.parse(sent) is None


def test_its_flow_is_as_mitmproxy_makes_it() -> None:
    request = connect_request.parse(CONNECT)
    assert request is not None
    flow = request.make_flow(tflow.tclient_conn(), Server(address=None))
    made = flow.request
    assert (made.method, made.host, made.port) == ("CONNECT", HOST.decode(), 443)
    assert (made.authority, made.path, made.scheme) == (f"{HOST.decode()}:443", "", "")
    assert made.headers["Proxy-Authorization"] == "Basic eA=="
