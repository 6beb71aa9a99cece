import pytest

from ringback.http.messages import Headers, request_to
from ringback.mitmproxy_addon.tunnelled_hosts import TunnelledHosts

SIP = "acme.sip.twilio.com"


@pytest.fixture
def hosts() -> TunnelledHosts:
    return TunnelledHosts()


@pytest.mark.parametrize("host", ["conversations.twilio.com", "api.twilio.com", "example.com"])
def test_a_host_that_the_mode_answers_or_that_is_not_twilio_s_is_not_included(
    hosts: TunnelledHosts, host: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert not hosts.includes(host, offline=False)
    assert (hosts.names, caplog.messages) == (frozenset(), [])


def test_a_host_that_cannot_be_recorded_is_warned_of_once(
    hosts: TunnelledHosts, caplog: pytest.LogCaptureFixture
) -> None:
    assert hosts.includes(SIP, offline=False)
    assert hosts.includes(SIP, offline=False)

    assert hosts.names == {SIP}
    assert caplog.messages == [f"{SIP} is tunnelled, and not recorded: it does not speak HTTP"]


def test_an_offline_mode_reaches_only_hosts_without_a_certificate(hosts: TunnelledHosts) -> None:
    assert not hosts.includes(SIP, offline=True)
    assert hosts.includes("twil.io", offline=True)


def test_a_websocket_is_passed_on_whatever_its_host_is(
    hosts: TunnelledHosts, caplog: pytest.LogCaptureFixture
) -> None:
    headers = Headers([("Upgrade", "websocket")])

    assert hosts.includes_host_of(request_to("GET", "https://tsock.us1.twilio.com/", headers))
    assert not hosts.includes_host_of(request_to("GET", "https://tsock.us1.twilio.com/"))
    assert caplog.messages == ["a WebSocket to tsock.us1.twilio.com is passed on, and not recorded"]


def test_so_many_names_are_kept_as_no_client_needs(hosts: TunnelledHosts) -> None:
    for number in range(200):
        assert hosts.includes(f"{number}.sip.twilio.com", offline=False)

    assert len(hosts.names) == 100
