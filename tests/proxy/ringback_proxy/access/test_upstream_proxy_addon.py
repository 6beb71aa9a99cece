"""The addon inside a running proxy; end to end it is in `test_upstream_proxy` of `end_to_end`."""

import pytest
from mitmproxy import http
from mitmproxy.connection import Server
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import tflow

from ringback_proxy.access.upstream_proxy import find
from ringback_proxy.access.upstream_proxy_addon import UpstreamProxyAddon

COMPANY = ("http", ("company.example", 3128))


def chaining(*, offline: bool = False, **environ: str) -> UpstreamProxyAddon:
    url = "http://me:secret@company.example:3128"
    return UpstreamProxyAddon(
        find({"HTTPS_PROXY": url, "HTTP_PROXY": url, **environ}), lambda: offline
    )


@pytest.mark.parametrize(
    ("host", "no_proxy"),
    [("a.example", "a.example"), ("localhost", "")],
    ids=["exempt", "this machine"],
)
def test_other_tunnels_are_direct(host: str, no_proxy: str) -> None:
    assert chaining(NO_PROXY=no_proxy).tunnel_proxy(host, 443) is None


def test_a_tunnel_goes_through_the_proxy() -> None:
    assert chaining().tunnel_proxy("a.example", 443) == COMPANY


def test_offline_no_tunnel_to_twilio_goes_through_the_proxy() -> None:
    assert chaining(offline=True).tunnel_proxy("api.twilio.com", 443) is None


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
def test_a_plain_request_is_sent_to_the_proxy_in_absolute_form(url: str, host: str) -> None:
    request = requested(chaining(), url).request

    assert (request.data.host, request.port) == ("company.example", 3128)
    assert request.authority == host
    assert request.headers["Host"] == host
    assert request.headers["Proxy-Authorization"].startswith("Basic ")


def test_plain_requests_go_through_a_tunnel_of_a_proxy_that_speaks_tls() -> None:
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


def test_a_request_that_is_answered_already_is_left_alone() -> None:
    flow = tflow.tflow(resp=True)
    flow.request = http.Request.make("GET", "https://a.example/")
    flow.server_conn.via = None

    chaining().request(flow)

    assert flow.server_conn.via is None


@pytest.mark.parametrize(("host", "logged"), [("company.example", True), ("a.example", False)])
def test_a_proxy_that_cannot_be_reached_is_logged(
    caplog: pytest.LogCaptureFixture, host: str, logged: bool
) -> None:
    failed = Server(address=(host, 3128))
    failed.error = "Connection refused"

    chaining().server_connect_error(ServerConnectionHookData(failed, tflow.tclient_conn()))

    assert ("no connection to the proxy of your environment" in caplog.text) is logged
