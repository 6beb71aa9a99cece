import base64
import json
import ssl

import httpx
import pytest
from mitmproxy import http

from ringback.modes.inspect import InspectMode
from ringback_proxy.access.proxy_auth import ProxyAuth, is_loopback, make_warning
from ringback_proxy.access.proxy_credentials import ProxyCredentials
from tests.support.http.wire import TunnelError, dial, exchange, tunnel
from tests.support.process.ringback import ACCOUNT, CONVERSATIONS, TOKEN
from tests.support.process.waiting import TIMEOUT
from tests.support.proxy.flows import base_url_flow, flow_to
from tests.support.proxy.lean_proxy import Proxy, StartProxy
from tests.support.twilio.canned import CannedServer
from tests.support.twilio.upstream import Upstream

ANNA = ProxyCredentials("anna", "p@ss word")
STRANGER = ("192.0.2.7", 40_000)


def from_(peer: tuple[str, int], flow: http.HTTPFlow) -> http.HTTPFlow:
    flow.client_conn.peername = peer
    return flow


def find_message(flow: http.HTTPFlow) -> str:
    assert flow.response is not None
    return str(json.loads(flow.response.content or b"")["message"])


# --- where it listens


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.0.1", "::1", "localhost", "LOCALHOST", "::ffff:127.0.0.1"]
)
def test_only_this_machine_reaches_its_loopback(host: str) -> None:
    assert is_loopback(host)
    assert make_warning(host, None) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "fe80::1%eth0", "myhost"])
def test_other_addresses_are_warned_about(host: str) -> None:
    assert "--proxy-auth USER:PASSWORD" in (make_warning(host, None) or "")
    assert "in the clear" in (make_warning(host, ANNA) or "")


# --- without a password


@pytest.mark.parametrize("hook", ["http_connect", "request"])
def test_without_a_password_another_machine_is_refused_with_the_cure(hook: str) -> None:
    flow = from_(STRANGER, flow_to())

    getattr(ProxyAuth(None), hook)(flow)

    assert flow.response is not None
    assert flow.response.status_code == 403
    assert flow.response.headers["Ringback"] == "error"
    assert "--proxy-auth USER:PASSWORD" in find_message(flow)


@pytest.mark.parametrize(
    ("peer", "own"),
    [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("192.0.2.1", "192.0.2.1")],
    ids=["over loopback", "over IPv6's", "over the machine's own address"],
)
def test_without_a_password_this_machine_is_served(peer: str, own: str) -> None:
    flow = from_((peer, 40_000), flow_to())
    flow.client_conn.sockname = (own, 8080)

    ProxyAuth(None).request(flow)

    assert flow.response is None


def test_the_base_url_is_open_to_others() -> None:
    flow = from_(STRANGER, base_url_flow())

    ProxyAuth(None).request(flow)

    assert flow.response is None


def test_each_address_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    auth = ProxyAuth(None)

    for peer in (STRANGER, STRANGER, ("192.0.2.8", 1)):
        auth.request(from_(peer, flow_to()))

    assert [record.getMessage() for record in caplog.records] == [
        "a client was refused: 192.0.2.7, of another machine",
        "a client was refused: 192.0.2.8, of another machine",
    ]


# --- with one, over real sockets


@pytest.fixture
def guarded(start_proxy: StartProxy) -> Proxy:
    return start_proxy(mode=InspectMode(), proxy_auth=ProxyAuth(ANNA))


def client(proxy: Proxy, auth: tuple[str, str] | None) -> httpx.Client:
    trust = ssl.create_default_context(cafile=proxy.ca)
    way = httpx.Proxy(f"http://127.0.0.1:{proxy.address[1]}", auth=auth)
    return httpx.Client(proxy=way, verify=trust, trust_env=False, timeout=TIMEOUT)


def test_a_tunnel_without_a_password_is_refused(
    guarded: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(TunnelError) as error:
        tunnel(guarded.address, "conversations.twilio.com:443")

    head = error.value.args[0].decode()
    assert head.startswith("HTTP/1.1 407 ")
    assert 'Proxy-Authenticate: Basic realm="ringback"' in head
    assert "a client was refused: 127.0.0.1, without the right password" in caplog.text


@pytest.mark.parametrize("auth", [("anna", "wrong"), ("bert", ""), ("", "anna")])
def test_a_wrong_password_opens_nothing(guarded: Proxy, auth: tuple[str, str]) -> None:
    with client(guarded, auth) as wrong, pytest.raises(httpx.ProxyError, match="407"):
        wrong.get(CONVERSATIONS)


@pytest.mark.parametrize(
    "target",
    [
        b"GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n",
        b"GET https://conversations.twilio.com/v1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"DELETE /v1/Conversations/CH1 HTTP/1.1\r\nHost: conversations.twilio.com\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
    ],
    ids=["absolute form", "absolute form to Twilio", "origin form to Twilio", "HTTP/1.0"],
)
def test_requests_outside_of_tunnels_are_refused_too(guarded: Proxy, target: bytes) -> None:
    connection = dial(guarded.address)
    connection.sendall(target)
    with connection:
        reply = connection.recv(65_536)

    assert reply.startswith((b"HTTP/1.1 407 ", b"HTTP/1.1 400 "))
    assert guarded.journal.counts.total() == 0


def test_inside_of_a_tunnel_no_password_is_needed(
    start_proxy: StartProxy, upstream: Upstream
) -> None:
    proxy = start_proxy(upstream.url, upstream_ca=upstream.ca, proxy_auth=ProxyAuth(ANNA))

    with client(proxy, ("anna", "p@ss word")) as known:
        for _ in range(2):
            assert known.post(CONVERSATIONS, auth=(ACCOUNT, TOKEN)).status_code == 201


def test_the_password_is_not_passed_on(guarded: Proxy) -> None:
    token = base64.b64encode(b"anna:p@ss word")
    served = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
    with CannedServer(served) as other:
        asked = f"GET {other.url}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode()
        shown = b"Proxy-Authorization: Basic " + token + b"\r\n\r\n"
        assert exchange(dial(guarded.address), asked + shown).endswith(b"hi")

    assert other.received[0].startswith(b"GET / HTTP/1.1\r\n")
    assert token not in other.received[0]
