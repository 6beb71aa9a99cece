import pytest

from ringback.http.messages import Headers, Request, request_to
from ringback.mitmproxy_addon import host_policy

HOST = "conversations.twilio.com"


@pytest.mark.parametrize(
    "names",
    [
        pytest.param((HOST,), id="the host"),
        pytest.param((None, "10.1.2.3", HOST), id="an address with a Twilio SNI"),
        pytest.param(("example.com", HOST), id="behind another host"),
        pytest.param(("Conversations.TWILIO.com.",), id="capitals and a dot"),
        pytest.param((HOST, "api.twilio.com"), id="the first of two"),
    ],
)
def test_the_first_name_of_twilios_is_found(names: tuple[str | None, ...]) -> None:
    assert host_policy.find_twilio_host(*names) == HOST


@pytest.mark.parametrize(
    "names",
    [
        pytest.param((), id="nothing"),
        pytest.param((None, ""), id="no names"),
        pytest.param(("example.com", "10.1.2.3"), id="others"),
        pytest.param(("nottwilio.com", "twilio.com.example.com"), id="look-alikes"),
    ],
)
def test_no_name_of_twilios_is_none(names: tuple[str | None, ...]) -> None:
    assert host_policy.find_twilio_host(*names) is None


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"https://{HOST}/v1/Conversations", id="the API"),
        pytest.param("https://conversations.sydney.au1.twilio.com/", id="an edge and a region"),
        pytest.param(f"https://{HOST}:8443/", id="another port"),
        pytest.param("https://mcs.us1.twilio.com/v1/Services/IS1/Media", id="files"),
        pytest.param("https://media.us1.twilio.com/ME1", id="links to files"),
        pytest.param("https://oauth.twilio.com/v2/token", id="the login"),
    ],
)
def test_the_api_over_https_is_not_refused(url: str) -> None:
    assert host_policy.check_request(request_to("POST", url)) is None


@pytest.mark.parametrize("host", ["api.twilio.com", "twilio.com", "a.b.c.conversations.twilio.com"])
def test_another_twilio_host_is_refused_by_name(host: str) -> None:
    miss = host_policy.check_request(request_to("POST", f"https://{host}/2010-04-01/Accounts"))

    assert miss is not None
    assert miss.message.startswith(f"{host} is not the Conversations API")


def test_plain_http_is_refused_with_two_ways_out() -> None:
    miss = host_policy.check_request(request_to("POST", f"http://{HOST}/v1/Conversations"))

    assert miss is not None
    assert "Twilio speaks HTTPS only" in miss.message
    assert "--base-url-port" in miss.message


def test_files_have_no_base_url() -> None:
    miss = host_policy.check_request(request_to("POST", "http://mcs.us1.twilio.com/v1/x"))

    assert miss is not None
    assert miss.message.endswith("use mcs.us1.twilio.com over https://.")


def upgrade(to: str) -> Request:
    return request_to("GET", f"https://{HOST}/", Headers([("upgrade", to)]))


@pytest.mark.parametrize("to", ["websocket", "WebSocket"])
def test_a_websocket_is_refused(to: str) -> None:
    miss = host_policy.check_request(upgrade(to))

    assert miss is not None
    assert "no WebSocket" in miss.message


def test_another_upgrade_is_left_to_the_mode() -> None:
    assert host_policy.check_request(upgrade("h2c")) is None
