import socket

import pytest

from ringback_proxy.shims.python.ringback_shims.tunnel import find_proxy, open_tunnel
from tests.support.twilio.upstream import Upstream
from tests.support.twilio.upstream_proxy import UpstreamProxy

TWILIO = "conversations.twilio.com"


@pytest.fixture(autouse=True)
def _no_exemptions(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")


@pytest.mark.parametrize("host", [TWILIO, "CONVERSATIONS.Twilio.com.", "api.twilio.com"])
def test_twilio_has_a_proxy(host: str) -> None:
    assert find_proxy(host) == "http://127.0.0.1:1"


@pytest.mark.parametrize("host", ["example.com", "twilio.com.example.com", "nottwilio.com", "::1"])
def test_another_host_has_none(host: str) -> None:
    assert find_proxy(host) is None


def test_the_lower_case_variable_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:2")
    assert find_proxy(TWILIO) == "http://127.0.0.1:2"


@pytest.mark.parametrize("value", ["", "nothing"])
def test_without_a_url_there_is_no_proxy(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", value)
    assert find_proxy(TWILIO) is None


def test_an_exempt_host_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", ".twilio.com")
    assert find_proxy(TWILIO) is None


def test_a_tunnel_is_opened_with_the_proxy_s_credentials(upstream: Upstream) -> None:
    with UpstreamProxy(("127.0.0.1", upstream.port), "us:sec ret") as proxy:
        url = proxy.url.replace("sec ret", "sec%20ret")
        with open_tunnel(url, TWILIO, 443, 5) as connection:
            assert connection.gettimeout() == 5
    assert proxy.requests == [f"CONNECT {TWILIO}:443 HTTP/1.1"]


def test_what_is_no_timeout_stands_for_the_default(upstream: Upstream) -> None:
    with UpstreamProxy(("127.0.0.1", upstream.port), "") as proxy:
        proxy.credentials = None
        with open_tunnel(proxy.url, TWILIO, 443, object()) as connection:
            assert connection.gettimeout() == socket.getdefaulttimeout()


def test_a_proxy_that_refuses_is_an_error(upstream: Upstream) -> None:
    with UpstreamProxy(("127.0.0.1", upstream.port), "us:secret") as proxy:
        url = proxy.url.replace("secret", "wrong")
        with pytest.raises(OSError, match=r"refused a tunnel to conversations\S+443: 407"):
            open_tunnel(url, TWILIO, 443, 5)


def test_a_proxy_that_hangs_up_is_an_error() -> None:
    import threading

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)

        thread = threading.Thread(target=hang_up)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(OSError, match=r"closed the connection|reset"):
            open_tunnel(url, TWILIO, 443, 5)
        thread.join()
