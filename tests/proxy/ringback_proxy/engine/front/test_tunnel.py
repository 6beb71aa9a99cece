"""Tunnels to Twilio, with real clients."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mitmproxy import connection, http
from mitmproxy.tls import ClientHelloData, TlsData

from ringback.http.messages import Headers, Request, Response
from ringback.modes.outcomes import Answer, Decision, Source
from ringback_proxy.access.proxy_auth import ProxyAuth
from ringback_proxy.access.proxy_credentials import ProxyCredentials
from ringback_proxy.engine.front.http1 import limits
from tests.support.http import wire
from tests.support.process.waiting import TIMEOUT, wait_for
from tests.support.proxy.flows import HOST, ScriptedMode
from tests.support.proxy.lean_proxy import Proxy, StartProxy
from tests.support.twilio.upstream import Upstream

URL = "https://conversations.twilio.com/v1/Conversations"
GET = f"GET /v1/Conversations HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
CONNECT = f"CONNECT {HOST}:443 HTTP/1.1\r\nHost: {HOST}:443\r\n\r\n".encode()


class EchoMode(ScriptedMode):
    """Answers with the request's body; raises an error for one body."""

    def decide(self, request: Request) -> Decision:
        assert request.body != b"break"
        headers = Headers([("Content-Type", "text/plain")])
        return Answer(Response(201, headers, request.body), Source.FAKE)


@pytest.fixture
def proxy(start_proxy: StartProxy) -> Proxy:
    return start_proxy(mode=EchoMode())


def client(proxy: Proxy, **options: Any) -> httpx.Client:
    trust = ssl.create_default_context(cafile=proxy.ca)
    address = "http://{}:{}".format(*proxy.address)
    return httpx.Client(proxy=address, verify=trust, trust_env=False, timeout=TIMEOUT, **options)


@pytest.fixture
def connected(proxy: Proxy) -> Iterator[httpx.Client]:
    with client(proxy) as connected:
        yield connected


def test_one_connection_gets_each_answer_in_turn(connected: httpx.Client) -> None:
    bodies = [f"request {number}" for number in range(20)]

    assert [connected.post(URL, content=body).text for body in bodies] == bodies


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 3_000_000])
def test_a_body_of_any_size_arrives_whole(connected: httpx.Client, size: int) -> None:
    body = bytes(number % 251 for number in range(size))

    assert connected.post(URL, content=body).content == body


def test_a_failed_request_gets_an_answer_and_the_connection_stays_open(
    connected: httpx.Client,
) -> None:
    assert connected.post(URL, content="break").status_code == 500
    assert connected.post(URL, content="mend").text == "mend"


@pytest.mark.parametrize("size", [0, 1, 65_535, 3_000_000])
def test_a_body_of_any_size_arrives_whole_over_http_2(
    proxy: Proxy, tmp_path: Path, size: int
) -> None:
    body = tmp_path / "body"
    body.write_bytes(bytes(number % 251 for number in range(size)))
    arguments = ("-s", "--http2", "--cacert", str(proxy.ca), "--data-binary", f"@{body}")
    address = "http://{}:{}".format(*proxy.address)

    got = subprocess.run(
        ("curl", *arguments, "-x", address, URL, "--next", *arguments, "-x", address, URL),
        capture_output=True,
        check=True,
    )

    assert got.stdout == body.read_bytes() * 2


def test_http_2_is_served_behind_a_connect_of_http_1_0(proxy: Proxy) -> None:
    address = "{}:{}".format(*proxy.address)
    arguments = ("-sS", "--http2", "--proxy1.0", address, "--cacert", str(proxy.ca), "-d", "body")
    got = subprocess.run(("curl", *arguments, URL), capture_output=True, check=True)
    assert got.stdout == b"body"


class Recording:
    """An addon that records the hooks of connections, and what they show."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.client: connection.Client | None = None

    def client_connected(self, client: connection.Client) -> None:
        self.came.append("client_connected")

    def http_connect(self, flow: http.HTTPFlow) -> None:
        self.came.append(f"http_connect {flow.request.host}")

    def http_connected(self, flow: http.HTTPFlow) -> None:
        self.came.append("http_connected")

    def http_connect_error(self, flow: http.HTTPFlow) -> None:
        self.came.append("http_connect_error")

    def tls_clienthello(self, data: ClientHelloData) -> None:
        self.came.append(f"tls_clienthello {data.client_hello.sni}")

    def tls_established_client(self, data: TlsData) -> None:
        self.came.append("tls_established_client")
        self.client = data.context.client

    def tls_failed_client(self, data: TlsData) -> None:
        self.came.append("tls_failed_client")

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        self.came.append("requestheaders")

    def request(self, flow: http.HTTPFlow) -> None:
        self.came.append(f"request {flow.request.url}")

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        self.came.append("responseheaders")

    def response(self, flow: http.HTTPFlow) -> None:
        self.came.append("response")

    def client_disconnected(self, client: connection.Client) -> None:
        self.came.append("client_disconnected")


@pytest.fixture
def recording(proxy: Proxy) -> Recording:
    addon = Recording()
    proxy.call(lambda: proxy.master.addons.add(addon))
    return addon


def over_tls(proxy: Proxy, host: str = HOST, *, sni: str | None = HOST) -> ssl.SSLSocket:
    return wire.over_tls(wire.tunnel(proxy.address, f"{host}:443"), proxy.ca, sni)


@pytest.mark.parametrize("offline", [True, False], ids=["front", "mitmproxy"])
def test_every_hook_comes_in_mitmproxys_order(start_proxy: StartProxy, offline: bool) -> None:
    proxy = start_proxy(mode=ScriptedMode(offline=offline))
    recording = Recording()
    proxy.call(lambda: proxy.master.addons.add(recording))
    with over_tls(proxy) as connected:
        connected.sendall(GET)
        wire.read_head(connected)
    wait_for(lambda: not proxy.has_connections or None, lambda: "somebody is connected")

    assert bool(proxy.connections) is False
    assert recording.came == [
        "client_connected",
        f"http_connect {HOST}",
        "http_connected",
        f"tls_clienthello {HOST}",
        "tls_established_client",
        "requestheaders",
        f"request {URL}",
        "responseheaders",
        "response",
        "client_disconnected",
    ]
    client = recording.client
    assert client is not None
    assert (client.sni, client.tls, client.tls_version) == (HOST, True, "TLSv1.3")
    assert client.cipher
    assert client.state is connection.ConnectionState.CLOSED


def test_a_client_that_speaks_http_2_is_mitmproxys(proxy: Proxy) -> None:
    tunnel = wire.tunnel(proxy.address, f"{HOST}:443")
    with wire.over_tls(tunnel, proxy.ca, HOST, ("h2", "http/1.1")) as connected:
        assert connected.selected_alpn_protocol() == "h2"
        assert len(proxy.connections) == 1


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ((), None),
        (("http/1.1",), "http/1.1"),
        (("http/1.1", "h2"), "http/1.1"),
        (("odd",), None),
    ],
    ids=["nothing", "1.1", "1.1 before 2", "something odd"],
)
def test_a_client_that_speaks_http_1_is_served_here(
    proxy: Proxy, offered: tuple[str, ...], chosen: str | None
) -> None:
    tunnel = wire.tunnel(proxy.address, f"{HOST}:443")
    with wire.over_tls(tunnel, proxy.ca, HOST, offered) as connected:
        assert connected.selected_alpn_protocol() == chosen
        connected.sendall(GET)
        assert wire.read_head(connected).startswith(b"HTTP/1.1 201 ")
        assert not proxy.connections


@pytest.mark.parametrize(
    ("host", "sni"),
    [
        (HOST, HOST),
        (f"{HOST}.", HOST),
        (HOST.upper(), HOST),
        ("api.twilio.com", "api.twilio.com"),
        ("conversations.sydney.au1.twilio.com", "conversations.sydney.au1.twilio.com"),
        ("api.twilio.com", HOST),
        ("10.1.2.3", HOST),
    ],
    ids=["plain", "a dot", "upper case", "another", "edge", "another name in TLS", "an address"],
)
def test_the_certificate_names_what_the_client_asked_for(proxy: Proxy, host: str, sni: str) -> None:
    with over_tls(proxy, host, sni=sni) as connected:
        connected.sendall(GET)
        assert wire.read_head(connected)


def test_a_client_without_a_name_in_tls_is_answered(proxy: Proxy) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with context.wrap_socket(wire.tunnel(proxy.address, f"{HOST}:443")) as connected:
        connected.sendall(GET)
        assert wire.read_head(connected).startswith(b"HTTP/1.1 201 ")


def test_the_first_message_of_tls_may_come_with_connect(proxy: Proxy) -> None:
    """Some clients do not wait for the confirmation."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = ssl.create_default_context(cafile=proxy.ca).wrap_bio(
        incoming, outgoing, server_hostname=HOST
    )
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    with wire.dial(proxy.address) as client:
        client.sendall(CONNECT + outgoing.read())
        assert wire.read_head(client).startswith(b"HTTP/1.1 200 ")
        incoming.write(client.recv(65_536))
        tls.do_handshake()
        tls.write(GET)
        client.sendall(outgoing.read())
        assert read_decrypted(client, tls, incoming).startswith(b"HTTP/1.1 201 ")


def read_decrypted(client: socket.socket, tls: ssl.SSLObject, incoming: ssl.MemoryBIO) -> bytes:
    while True:
        try:
            return tls.read()
        except ssl.SSLWantReadError:
            incoming.write(client.recv(65_536))


def test_bytes_may_come_one_by_one(proxy: Proxy) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = ssl.create_default_context(cafile=proxy.ca).wrap_bio(
        incoming, outgoing, server_hostname=HOST
    )
    with wire.dial(proxy.address) as client:

        def send(data: bytes) -> None:
            for byte in data:
                client.sendall(bytes([byte]))

        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        send(CONNECT)
        wire.read_head(client)
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                send(outgoing.read())
                incoming.write(client.recv(65_536))
        tls.write(GET)
        send(outgoing.read())
        assert read_decrypted(client, tls, incoming).startswith(b"HTTP/1.1 201 ")


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param(b"\x16\x03\x01\x00\x05hello", id="no hello"),
        pytest.param(b"\x16\x03\x01\xff\xff\x01\xff\xff\xff" + b"a" * 70_000, id="endless"),
        pytest.param(b"\x16\x02\x01\x00\x05hello", id="another version"),
        pytest.param(b"\x16\x03\x01\x00\x09\x01\x00\x00\x05\x03\x03abc", id="half a hello"),
        pytest.param(b"SSH-2.0-x\r\n", id="SSH"),
        pytest.param(b"\0\0\0\0\r\n\r\n", id="bytes"),
    ],
)
def test_what_is_no_tls_is_mitmproxys_and_gets_nowhere(
    proxy: Proxy, inside: bytes, recording: Recording
) -> None:
    with wire.tunnel(proxy.address, f"{HOST}:443") as tunnel:
        tunnel.sendall(inside)
        tunnel.shutdown(socket.SHUT_WR)
        reply = wire.read_to_end(tunnel)
    assert reply[:12] in (b"", b"HTTP/1.1 400")
    assert not proxy.journal.entries
    # Its objects for this connection are its own.
    assert recording.came.count("client_connected") == recording.came.count("http_connect " + HOST)


def test_plain_http_inside_a_tunnel_is_refused(proxy: Proxy) -> None:
    with wire.tunnel(proxy.address, f"{HOST}:443") as tunnel:
        tunnel.sendall(GET)
        assert wire.read_head(tunnel).startswith(b"HTTP/1.1 501 ")


def test_a_client_that_does_not_trust_the_ca_is_logged(
    proxy: Proxy, recording: Recording, caplog: pytest.LogCaptureFixture
) -> None:
    trust = ssl.create_default_context()
    with (
        wire.tunnel(proxy.address, f"{HOST}:443") as tunnel,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        trust.wrap_socket(tunnel, server_hostname=HOST)
    wait_for(lambda: not proxy.has_connections or None, lambda: "somebody is connected")

    assert f"does not trust the proxy's certificate for {HOST} (" in caplog.text
    assert recording.came[-2:] == ["tls_failed_client", "client_disconnected"]


def test_a_client_that_leaves_during_the_handshake_is_no_warning(
    proxy: Proxy, recording: Recording, caplog: pytest.LogCaptureFixture
) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname=HOST)
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    with wire.tunnel(proxy.address, f"{HOST}:443") as tunnel:
        tunnel.sendall(outgoing.read())
        tunnel.recv(1)
    wait_for(lambda: not proxy.has_connections or None, lambda: "somebody is connected")

    assert recording.came[-2:] == ["tls_failed_client", "client_disconnected"]
    assert not [record for record in caplog.records if record.levelname != "INFO"]


@pytest.mark.parametrize("sent", [b"", b"\x16\x03\x01"], ids=["nothing", "half a record"])
def test_a_tunnel_that_nobody_uses_is_closed_in_the_end(
    proxy: Proxy, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "IDLE_TIMEOUT", 0.05)
    with wire.tunnel(proxy.address, f"{HOST}:443") as tunnel:
        assert wire.exchange(tunnel, sent) == b""


class Broken:
    """A response that cannot be sent, from a hook that is awaited."""

    async def response(self, flow: http.HTTPFlow) -> None:
        await asyncio.sleep(0)
        assert flow.response is not None
        flow.response.data.reason = None  # type: ignore[assignment]


def test_a_response_that_cannot_be_sent_closes_the_connection(proxy: Proxy) -> None:
    proxy.call(lambda: proxy.master.addons.add(Broken()))
    with over_tls(proxy) as connected:
        connected.sendall(GET)
        assert wire.read_to_end(connected) == b""


# --- what addons may do


class Late:
    """Another package's addon whose hooks are coroutines."""

    async def client_connected(self, client: connection.Client) -> None:
        await asyncio.sleep(0.01)

    http_connect = tls_clienthello = tls_established_client = client_connected

    async def request(self, flow: http.HTTPFlow) -> None:
        await asyncio.sleep(0.01)
        assert flow.response is not None
        flow.response.headers["Late"] = "awaited"


def test_coroutines_of_another_addon_are_awaited(proxy: Proxy) -> None:
    proxy.call(lambda: proxy.master.addons.add(Late()))

    with client(proxy) as connected:
        for _ in range(3):
            assert connected.post(URL, content="x").headers["Late"] == "awaited"


class Hooks:
    """An addon with the hooks of a test."""

    def __init__(self, **hooks: Callable[[Any], object]) -> None:
        self.__dict__.update(hooks)


def kill_client(client: connection.Client) -> None:
    client.error = "unwanted"


def test_an_addon_may_refuse_a_client(proxy: Proxy) -> None:
    proxy.call(lambda: proxy.master.addons.add(Hooks(client_connected=kill_client)))
    assert wire.exchange(wire.dial(proxy.address), CONNECT) == b""
    assert wire.exchange(wire.dial(proxy.base_url), GET) == b""


def test_an_addon_may_kill_a_tunnel(proxy: Proxy) -> None:
    proxy.call(lambda: proxy.master.addons.add(Hooks(http_connect=lambda flow: flow.kill())))
    assert wire.exchange(wire.dial(proxy.address), CONNECT) == b""


def ignore(data: ClientHelloData) -> None:
    data.ignore_connection = True


def test_a_connection_that_an_addon_ignores_is_mitmproxys(proxy: Proxy) -> None:
    proxy.call(lambda: proxy.master.addons.add(Hooks(tls_clienthello=ignore)))
    with pytest.raises((ssl.SSLError, ConnectionError)):
        over_tls(proxy)  # nothing is passed on in this mode


def test_tls_that_an_addon_wants_to_do_is_mitmproxys(proxy: Proxy) -> None:
    proxy.call(lambda: proxy.master.addons.add(Hooks(tls_start_client=lambda data: None)))
    with over_tls(proxy) as connected:
        connected.sendall(GET)
        assert wire.read_head(connected).startswith(b"HTTP/1.1 201 ")
        assert len(proxy.connections) == 1


def test_an_addon_may_point_a_tunnel_elsewhere(proxy: Proxy) -> None:
    def point(flow: http.HTTPFlow) -> None:
        flow.request.host = "api.twilio.com"

    proxy.call(lambda: proxy.master.addons.add(Hooks(http_connect=point)))
    with over_tls(proxy, sni="api.twilio.com") as connected:
        connected.sendall(GET)
        assert wire.read_head(connected).startswith(b"HTTP/1.1 201 ")


# --- the password of the proxy

PASSWORD = ProxyAuth(ProxyCredentials("ada", "secret"))
WITH_PASSWORD = CONNECT.replace(
    b"\r\n\r\n", b"\r\nProxy-Authorization: Basic YWRhOnNlY3JldA==\r\n\r\n"
)


def test_a_tunnel_wants_the_password(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=EchoMode(), proxy_auth=PASSWORD)
    with wire.dial(proxy.address) as client:
        client.sendall(CONNECT)
        head = wire.read_head(client)
        assert head.startswith(b"HTTP/1.1 407 ")
        size = int(head.lower().partition(b"content-length: ")[2].split()[0])
        assert b"--proxy-auth" in client.recv(size)
        client.sendall(WITH_PASSWORD)  # over the same connection, as clients do
        assert wire.read_head(client).startswith(b"HTTP/1.1 200 ")
        with wire.over_tls(client, proxy.ca, HOST) as connected:
            connected.sendall(GET)
            assert wire.read_head(connected).startswith(b"HTTP/1.1 201 ")


def test_what_is_inside_needs_no_password(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=EchoMode(), proxy_auth=PASSWORD)
    with wire.dial(proxy.address) as client:
        client.sendall(WITH_PASSWORD)
        wire.read_head(client)
        with wire.over_tls(client, proxy.ca, HOST) as connected:
            # The second one is mitmproxy's, who has to be told the password again.
            for sent in (GET, GET.replace(b"GET", b"BREW")):
                connected.sendall(sent)
                assert wire.read_head(connected).startswith(b"HTTP/1.1 201 ")


# --- modes that forward


def test_a_tunnel_of_a_mode_that_forwards_is_mitmproxys(
    start_proxy: StartProxy, upstream: Upstream
) -> None:
    proxy = start_proxy(upstream.url, upstream_ca=upstream.ca)
    recording = Recording()
    proxy.call(lambda: proxy.master.addons.add(recording))
    with over_tls(proxy) as connected:
        connected.sendall(GET)
        assert b"ringback: live" in wire.read_head(connected).lower()
        assert len(proxy.connections) == 1
    assert recording.came.count("client_connected") == 1
