"""Who serves a connection, over real sockets."""

import asyncio

import pytest

from ringback.modes.mode import Mode
from ringback_proxy.engine.front.http1 import limits
from tests.support.http import wire
from tests.support.proxy.flows import HOST, ScriptedMode
from tests.support.proxy.lean_proxy import Proxy, StartProxy

ASK = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class Control(asyncio.Protocol):
    """A protocol that returns what it gets, and closes the connection at a blank line."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.data = b""

    def data_received(self, data: bytes) -> None:
        self.data += data
        if data.endswith(b"?"):
            self.transport.write(b"!")
        if self.data.endswith(b"\r\n\r\n"):
            self.transport.write(b"control got " + self.data)
            self.transport.close()


@pytest.fixture
def proxy(start_proxy: StartProxy) -> Proxy:
    """A proxy without a control API."""
    return start_proxy(mode=ScriptedMode())


@pytest.fixture(params=[ScriptedMode(), ScriptedMode(offline=False)], ids=["offline", "forwards"])
def controlled(request: pytest.FixtureRequest, start_proxy: StartProxy) -> Proxy:
    """A proxy with a control API, in a mode of either kind."""
    mode: Mode = request.param
    return start_proxy(mode=mode, control=Control)


@pytest.mark.parametrize("target", [b"/", b"/ringback/health", b"/v1/Conversations"])
def test_a_request_that_is_not_proxied_is_the_control_apis(
    controlled: Proxy, target: bytes
) -> None:
    sent = ASK % target
    assert wire.exchange(wire.dial(controlled.address), sent) == b"control got " + sent


def test_it_may_arrive_byte_by_byte(controlled: Proxy) -> None:
    sent = ASK % b"/ringback/health"
    for address in (controlled.address, controlled.base_url):
        with wire.dial(address) as client:
            for byte in sent:
                client.sendall(bytes([byte]))
            assert wire.read_to_end(client) == b"control got " + sent


def test_of_the_base_url_only_its_own_paths_are_the_control_apis(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=ScriptedMode(), control=Control)
    with wire.dial(proxy.base_url) as client:
        client.sendall(ASK % b"/v1/Conversations")
        assert wire.read_head(client).startswith(b"HTTP/1.1 201 ")
        assert client.recv(100) == b'{"sid": "CH1"}'
        client.sendall(ASK % b"/ringback/health")
        assert wire.read_to_end(client) == b"control got " + ASK % b"/ringback/health"
    for target in (b"/ringback", b"/ringbackx/", b"/"):
        with wire.dial(proxy.base_url) as client:
            client.sendall(ASK % target)
            assert wire.read_head(client).startswith(b"HTTP/1.1 201 ")


def test_what_is_proxied_never_reaches_the_control_api(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=ScriptedMode(), control=Control)
    with wire.dial(proxy.address) as client:
        client.sendall(ASK % f"http://{HOST}/ringback/health".encode())
        assert wire.read_head(client).startswith(b"HTTP/1.1 501 ")
    with wire.over_tls(wire.tunnel(proxy.address, f"{HOST}:443"), proxy.ca, HOST) as client:
        client.sendall(ASK % b"/ringback/health")
        assert wire.read_head(client).startswith(b"HTTP/1.1 201 ")


def test_without_a_control_api_the_proxy_says_that_it_is_one(proxy: Proxy) -> None:
    with wire.dial(proxy.address) as client:
        client.sendall(ASK.replace(b"127.0.0.1", b"127.0.0.1:%d" % proxy.address[1]) % b"/")
        assert wire.read_head(client).startswith(b"HTTP/1.1 502 ")


def test_a_connection_of_the_control_api_ends_with_the_proxy(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=ScriptedMode(), control=Control)
    with wire.dial(proxy.address) as client:
        client.sendall(b"GET /?")
        assert client.recv(1) == b"!"
        proxy.stop()
        assert wire.read_to_end(client) == b""


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(b"C", id="a letter"),
        pytest.param(b"CONNECT", id="a method"),
        pytest.param(b"CONNECT ", id="a method and a space"),
        pytest.param(f"CONNECT {HOST}:443 HTTP/1.1\r\n".encode(), id="a first line"),
        pytest.param(b"GET ", id="another method"),
    ],
)
def test_a_head_that_does_not_arrive_is_refused(
    proxy: Proxy, part: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REQUEST_TIMEOUT", 0.05)
    assert wire.exchange(wire.dial(proxy.address), part).startswith(b"HTTP/1.1 408 ")


def test_a_connection_without_any_bytes_is_closed_in_the_end(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "IDLE_TIMEOUT", 0.05)
    assert wire.exchange(wire.dial(proxy.address), b"") == b""


def serve(proxy: Proxy, sent: bytes) -> bytes:
    """Return the first line of the reply."""
    with wire.dial(proxy.address) as client:
        client.sendall(sent)
        return wire.read_head(client).partition(b"\r\n")[0]


CONNECT = f"CONNECT {HOST}:443 HTTP/1.1\r\nHost: {HOST}:443\r\n".encode()


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(CONNECT + b"\r\n", id="1.1"),
        pytest.param(CONNECT.replace(b"1.1", b"1.0") + b"\r\n", id="1.0"),
        pytest.param(CONNECT.replace(b"\r\n", b"\n") + b"\n", id="bare newlines"),
        pytest.param(CONNECT + b"X: " + b"a" * 70_000 + b"\r\n\r\n", id="a long head"),
        pytest.param(CONNECT.replace(HOST.encode(), b"1.2.3.4") + b"\r\n", id="an address"),
        pytest.param(CONNECT.replace(HOST.encode(), b"[::1]") + b"\r\n", id="an IPv6 address"),
    ],
)
def test_a_tunnel_is_confirmed_by_whoever_serves_it(proxy: Proxy, sent: bytes) -> None:
    assert serve(proxy, sent) == b"HTTP/1.1 200 Connection established"


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GARBAGE\r\n\r\n", id="no request"),
        pytest.param(CONNECT + b"no header\r\n\r\n", id="no header"),
        pytest.param(b"CONNECT a b c\r\n\r\n", id="no CONNECT"),
        pytest.param(b"CONNECT %s:99999 HTTP/1.1\r\n\r\n" % HOST.encode(), id="no port"),
        pytest.param(b"get / HTTP/1.1\r\n no\r\n\r\n", id="no method"),
    ],
)
def test_what_is_malformed_is_refused_in_json(proxy: Proxy, sent: bytes) -> None:
    assert serve(proxy, sent).startswith(b"HTTP/1.1 400 ")
