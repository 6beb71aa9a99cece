"""The addon inside a running proxy; end to end it is in `test_company_proxy` of `end_to_end`."""

import pytest
from mitmproxy import http
from mitmproxy.connection import Server
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import NextLayer
from mitmproxy.proxy.layers import TCPLayer
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import tflow

from ringback_proxy.access.upstream_proxy import find
from ringback_proxy.access.upstream_proxy_addon import Tunnel, UpstreamProxyAddon

COMPANY = ("http", ("company.example", 3128))


def chaining(*, offline: bool = False, **environ: str) -> UpstreamProxyAddon:
    url = "http://me:secret@company.example:3128"
    return UpstreamProxyAddon(
        find({"HTTPS_PROXY": url, "HTTP_PROXY": url, **environ}), offline=offline
    )


def next_layer(addon: UpstreamProxyAddon, host: str | None, *, opened: bool = False) -> NextLayer:
    around = Context(tflow.tclient_conn(), Options())
    around.server = Server(address=None if host is None else (host, 443))
    deciding = NextLayer(around)
    deciding.layer = None if opened else TCPLayer(around, ignore=True)
    addon.next_layer(deciding)
    return deciding


def test_a_tunnelled_connection_goes_through_the_proxy() -> None:
    decided = next_layer(chaining(), "a.example")

    assert isinstance(decided.layer, Tunnel)
    assert decided.context.server.via == COMPANY


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
    decided = next_layer(chaining(NO_PROXY=no_proxy), host, opened=opened)

    assert not isinstance(decided.layer, Tunnel)
    assert decided.context.server.via is None


def test_offline_nothing_of_twilios_is_handed_to_the_proxy() -> None:
    decided = next_layer(chaining(offline=True), "api.twilio.com")

    assert decided.context.server.via is None


def test_a_proxy_may_take_its_time_to_answer() -> None:
    decided = next_layer(chaining(), "a.example")
    assert isinstance(decided.layer, Tunnel)

    answers = [answered(decided.layer, part) for part in (b"HTTP/1.1 200 O", b"K\r\n\r\n")]

    assert answers == [(False, None), (True, None)]


def answered(tunnel: Tunnel, data: bytes) -> tuple[bool, str | None]:
    reading = tunnel.receive_handshake_data(data)
    try:
        while True:
            next(reading)
    except StopIteration as end:
        told: tuple[bool, str | None] = end.value
        return told


def requested(addon: UpstreamProxyAddon, url: str) -> http.HTTPFlow:
    flow = tflow.tflow()
    flow.live = True
    flow.request = http.Request.make("GET", url)
    flow.server_conn.via = None
    addon.request(flow)
    return flow


def test_a_forwarded_request_goes_through_the_proxy() -> None:
    flow = requested(chaining(), "https://conversations.twilio.com/v1/Conversations")

    assert flow.server_conn.via == COMPANY
    assert "Proxy-Authorization" not in flow.request.headers


@pytest.mark.parametrize(
    ("url", "host"),
    [("http://a.example/x", "a.example"), ("http://a.example:81/x", "a.example:81")],
)
def test_a_plain_request_is_asked_of_the_proxy_in_absolute_form(url: str, host: str) -> None:
    request = requested(chaining(), url).request

    assert (request.data.host, request.port) == ("company.example", 3128)
    assert request.authority == host
    assert request.headers["Host"] == host
    assert request.headers["Proxy-Authorization"].startswith("Basic ")


def test_a_proxy_that_speaks_tls_is_asked_for_a_tunnel_for_plain_requests_too() -> None:
    flow = requested(chaining(HTTP_PROXY="https://company.example"), "http://a.example/x")

    assert flow.server_conn.via == ("https", ("company.example", 443))
    assert "Proxy-Authorization" not in flow.request.headers


def test_credentials_go_to_the_proxy_only() -> None:
    asked = tflow.tflow()
    asked.request = http.Request.make("CONNECT", "https://a.example:443/")
    direct = tflow.tflow()
    direct.request = http.Request.make("CONNECT", "https://b.example:443/")
    addon = chaining(NO_PROXY="b.example")

    addon.http_connect_upstream(asked)
    addon.http_connect_upstream(direct)

    assert asked.request.headers["Proxy-Authorization"] == "Basic bWU6c2VjcmV0"
    assert "Proxy-Authorization" not in direct.request.headers


def test_what_is_answered_already_is_left_alone() -> None:
    flow = tflow.tflow(resp=True)
    flow.request = http.Request.make("GET", "https://a.example/")
    flow.server_conn.via = None

    chaining().request(flow)

    assert flow.server_conn.via is None


@pytest.mark.parametrize(("host", "said"), [("company.example", True), ("a.example", False)])
def test_a_proxy_that_cannot_be_reached_is_told(
    caplog: pytest.LogCaptureFixture, host: str, said: bool
) -> None:
    failed = Server(address=(host, 3128))
    failed.error = "Connection refused"

    chaining().server_connect_error(ServerConnectionHookData(failed, tflow.tclient_conn()))

    assert ("no connection to the proxy of your environment" in caplog.text) is said
