"""The addon alone; end to end it is in `test_upstream_proxy` of `end_to_end`."""

import pytest
from mitmproxy.connection import Server
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import NextLayer
from mitmproxy.proxy.layers import TCPLayer
from mitmproxy.test import tflow

from ringback_proxy.access.upstream_proxy import find
from ringback_proxy.access.upstream_proxy_addon import UpstreamProxyAddon
from ringback_proxy.engine.layers.upstream_tunnel import Tunnel, UpstreamTunnels

COMPANY = ("http", ("company.example", 3128))


def choose_layer(
    host: str | None, *, no_proxy: str = "", offline: bool = False, opened: bool = False
) -> NextLayer:
    """Return the choice of a layer for a connection, after the addon has seen it."""
    environ = {"HTTPS_PROXY": "http://company.example:3128", "NO_PROXY": no_proxy}
    upstream_proxy = UpstreamProxyAddon(find(environ), lambda: offline)
    around = Context(tflow.tclient_conn(), Options())
    around.server = Server(address=None if host is None else (host, 443))
    choice = NextLayer(around)
    choice.layer = None if opened else TCPLayer(around, ignore=True)
    UpstreamTunnels(upstream_proxy.tunnel_proxy).next_layer(choice)
    return choice


def test_an_unopened_connection_goes_through_the_proxy() -> None:
    choice = choose_layer("a.example")

    assert isinstance(choice.layer, Tunnel)
    assert choice.context.server.via == COMPANY


@pytest.mark.parametrize(
    ("host", "no_proxy", "opened"),
    [
        ("a.example", "a.example", False),
        ("localhost", "", False),
        (None, "", False),
        ("a.example", "", True),
    ],
    ids=["exempt", "this machine", "no address", "opened, so forwarded by request"],
)
def test_other_connections_are_left_as_they_are(
    host: str | None, no_proxy: str, opened: bool
) -> None:
    choice = choose_layer(host, no_proxy=no_proxy, opened=opened)

    assert not isinstance(choice.layer, Tunnel)
    assert choice.context.server.via is None


def test_offline_nothing_for_twilio_is_sent_to_the_proxy() -> None:
    choice = choose_layer("api.twilio.com", offline=True)

    assert choice.context.server.via is None


def test_the_answer_of_a_proxy_may_come_in_pieces() -> None:
    choice = choose_layer("a.example")
    assert isinstance(choice.layer, Tunnel)

    results = [receive(choice.layer, part) for part in (b"HTTP/1.1 200 O", b"K\r\n\r\n")]

    assert results == [(False, None), (True, None)]


def test_a_proxy_that_refuses_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    choice = choose_layer("a.example")
    assert isinstance(choice.layer, Tunnel)

    done, error = receive(choice.layer, b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    assert not done
    assert error is not None
    assert error in caplog.text


def receive(tunnel: Tunnel, data: bytes) -> tuple[bool, str | None]:
    """Pass the proxy's bytes to a tunnel; return whether it is open, and an error."""
    reading = tunnel.receive_handshake_data(data)
    try:
        while True:
            next(reading)
    except StopIteration as end:
        result: tuple[bool, str | None] = end.value
        return result
