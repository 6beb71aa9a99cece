"""The engine inside a running proxy; end to end it is in `test_plain_engine` of `end_to_end`."""

import logging
import socket

import pytest
from mitmproxy.addonmanager import AddonManager

from ringback.errors import ListenError
from ringback_proxy.engine.plain_mitmproxy import PlainEngine, bind
from ringback_proxy.server.listeners import Addresses
from tests.support.http import wire
from tests.support.proxy.flows import HOST, ScriptedMode
from tests.support.proxy.lean_proxy import Proxy, StartProxy
from tests.support.twilio.upstream import Behavior, Upstream

POST = b"POST /v1/Conversations HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_ENGINE", "plain")


@pytest.fixture
def proxy(start_proxy: StartProxy) -> Proxy:
    return start_proxy(mode=ScriptedMode())


def test_mitmproxy_is_left_as_it_is(proxy: Proxy) -> None:
    assert isinstance(proxy.master.engine, PlainEngine)
    assert type(proxy.master.addons) is AddonManager
    assert len(proxy.master.addons) > 30


def test_requests_are_answered_at_both_addresses(proxy: Proxy) -> None:
    tunnel = wire.tunnel(proxy.address, f"{HOST}:443")
    for client in (wire.over_tls(tunnel, proxy.ca, HOST), wire.dial(proxy.base_url)):
        with client:
            client.sendall(POST)
            assert wire.read_head(client).startswith(b"HTTP/1.1 201 ")


def test_a_stop_keeps_open_connections(proxy: Proxy) -> None:
    with wire.dial(proxy.base_url) as client:
        client.sendall(POST)
        wire.read_head(client)
        client.recv(65536)
        proxy.run(proxy.master.listeners.stop())
        client.sendall(POST)
        again = wire.read_head(client)

    assert again.startswith(b"HTTP/1.1 201 ")
    for address in (proxy.address, proxy.base_url):
        with pytest.raises(ConnectionRefusedError):
            wire.dial(address)


def test_connections_are_closed_at_the_end(proxy: Proxy) -> None:
    with wire.dial(proxy.base_url) as client:
        client.sendall(POST)
        wire.read_head(client)
        client.recv(65536)

        proxy.run(proxy.master.close_connections())

        assert client.recv(1) == b""


def test_without_the_undocumented_part_closing_is_left_to_mitmproxy(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    proxyserver = proxy.master.addons.get("proxyserver")
    monkeypatch.delattr(proxyserver, "connections")

    proxy.run(proxy.master.close_connections())
    monkeypatch.undo()

    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


def test_an_upstream_that_does_not_answer_is_given_up(
    start_proxy: StartProxy, upstream: Upstream
) -> None:
    upstream.behave(Behavior.DELAYED)
    proxy = start_proxy(upstream.url, upstream_ca=upstream.ca, upstream_timeout=0.1)

    with wire.dial(proxy.base_url) as client:
        client.sendall(POST)
        head = wire.read_head(client)
    upstream.release()

    assert head.startswith(b"HTTP/1.1 502 ")
    (entry,) = proxy.journal.entries
    assert entry.response.status == 504


@pytest.mark.parametrize(
    ("host", "message"),
    [
        ("127.0.0.1", "port {port} of 127.0.0.1 is taken"),
        ("no-such-host.invalid", "cannot listen on no-such-host.invalid"),
        ("192.0.2.1", "cannot listen on 192.0.2.1"),
    ],
)
def test_an_address_that_fails_is_named(start_proxy: StartProxy, host: str, message: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenError, match=message.format(port=port)):
            start_proxy(addresses=Addresses(host, port))


def test_a_listener_that_never_listens_is_an_error(
    start_proxy: StartProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ringback_proxy.engine.plain_mitmproxy.TIMEOUT", 0.05)
    monkeypatch.setattr(PlainEngine, "update", lambda _: None)  # mitmproxy does not learn of it

    with pytest.raises(ListenError):
        start_proxy()


@pytest.mark.parametrize("host", ["127.0.0.1", ""])
def test_a_port_that_is_bound_is_free_again(host: str) -> None:
    assert bind(host, bind(host, 0)) > 0


def test_no_tunnel_goes_through_another_proxy(proxy: Proxy) -> None:
    assert proxy.master.engine.tunnels(lambda _host, _port: None) == ()
