"""The base URL as a client meets it; the requests themselves are in the tests of the server."""

from collections.abc import Callable

import httpx
import pytest
from mitmproxy import connection

from tests.support.http import wire
from tests.support.http.plain import NO_CAS
from tests.support.process.waiting import wait_for
from tests.support.proxy.flows import HOST, ScriptedMode
from tests.support.proxy.lean_proxy import Proxy, StartProxy

GET = b"GET /v1/Conversations HTTP/1.1\r\nHost: a.example\r\n\r\n"


@pytest.fixture
def proxy(start_proxy: StartProxy) -> Proxy:
    return start_proxy(mode=ScriptedMode())


def test_it_is_answered(proxy: Proxy) -> None:
    url = "http://{}:{}/v1/Conversations".format(*proxy.base_url)

    assert httpx.post(url, content="short", trust_env=False, verify=NO_CAS).json() == {"sid": "CH1"}
    assert proxy.journal.entries[0].request.host == HOST


def test_tls_is_mitmproxys(proxy: Proxy) -> None:
    with wire.over_tls(wire.dial(proxy.base_url), proxy.ca, HOST) as client:
        client.sendall(GET)
        assert wire.read_head(client).startswith(b"HTTP/1.1 201 ")
        assert len(proxy.connections) == 1


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(GET.replace(b"/v1", f"http://{HOST}/v1".encode()), id="as a proxy"),
        pytest.param(GET.replace(b"GET", b"BREW"), id="a method"),
    ],
)
def test_what_is_unusual_is_mitmproxys(proxy: Proxy, sent: bytes) -> None:
    with wire.dial(proxy.base_url) as client:
        client.sendall(sent)
        assert wire.read_head(client).startswith(b"HTTP/1.1 201 ")


class Clients:
    """An addon that counts clients."""

    def __init__(self) -> None:
        self.came = 0
        self.left = 0

    async def client_connected(self, client: connection.Client) -> None:
        self.came += 1

    def client_disconnected(self, client: connection.Client) -> None:
        self.left += 1


def ask(client_of: Callable[[], httpx.Client], url: str, times: int) -> None:
    with client_of() as client:
        for _ in range(times):
            client.get(url)


def test_each_client_is_reported_once(proxy: Proxy) -> None:
    clients = Clients()
    proxy.call(lambda: proxy.master.addons.add(clients))
    url = "http://{}:{}/v1/Conversations".format(*proxy.base_url)
    for _ in range(2):
        ask(lambda: httpx.Client(trust_env=False, verify=NO_CAS), url, 3)
    wait_for(lambda: not proxy.has_connections or None, lambda: "somebody is connected")

    assert (clients.came, clients.left) == (2, 2)
