import pytest

from ringback.http.messages import Headers, Request, request_to
from ringback.mitmproxy_addon import host_policy
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Miss
from tests.support.proxy.flows import ScriptedMode

HOST = "conversations.twilio.com"
OFFLINE = ScriptedMode()


def check(request: Request, mode: Mode = OFFLINE) -> Miss | None:
    return host_policy.check_request(request, mode)


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
        pytest.param("https://api.twilio.com/2010-04-01/Accounts.json", id="another host"),
    ],
)
def test_any_host_over_https_is_left_to_the_mode(url: str) -> None:
    assert check(request_to("POST", url)) is None


def test_http_is_forwarded_by_a_mode_that_only_shows() -> None:
    mode = ScriptedMode(offline=False, https_only=False)

    assert check(request_to("GET", "http://api.twilio.com/"), mode) is None


def test_http_is_refused_by_a_mode_that_records_as_by_one_that_replays() -> None:
    asked = request_to("GET", "http://api.twilio.com/")

    assert check(asked, ScriptedMode(offline=False)) == check(asked)


@pytest.mark.parametrize(
    ("host", "offline", "reason"),
    [
        ("acme.sip.us1.twilio.com", False, "not recorded: it does not speak HTTP"),
        ("global.turn.twilio.com", False, "not recorded: it does not speak HTTP"),
        ("acme.sip.twilio.com", True, None),
        ("api.sendgrid.com", False, "not recorded: it belongs to Twilio, but"),
        ("demo-1234.twil.io", True, "not answered: it belongs to Twilio, but"),
        ("mms.twiliocdn.com", True, "not answered: it belongs to Twilio, but"),
        ("api.twilio.com", False, None),
        ("twil.io.example.com", False, None),
        ("nottwil.io", False, None),
    ],
)
def test_what_ringback_can_have_no_certificate_for_is_tunnelled(
    host: str, offline: bool, reason: str | None
) -> None:
    explained = host_policy.explain_tunnel(host, offline=offline)

    assert (explained is None) is (reason is None)
    assert explained is None or explained.startswith(f"{host} is tunnelled, and {reason}")


def test_plain_http_is_refused_with_two_ways_out() -> None:
    miss = check(request_to("POST", f"http://{HOST}/v1/Conversations"))

    assert miss is not None
    assert "Twilio speaks HTTPS only" in miss.message
    assert "--base-url-port" in miss.message


def test_files_have_no_base_url() -> None:
    miss = check(request_to("POST", "http://mcs.us1.twilio.com/v1/x"))

    assert miss is not None
    assert miss.message.endswith("use mcs.us1.twilio.com over https://.")


def upgrade(to: str) -> Request:
    return request_to("GET", f"https://{HOST}/", Headers([("upgrade", to)]))


@pytest.mark.parametrize("to", ["websocket", "WebSocket"])
def test_a_websocket_is_refused(to: str) -> None:
    miss = check(upgrade(to))

    assert miss is not None
    assert "no WebSocket" in miss.message


def test_another_upgrade_is_left_to_the_mode() -> None:
    assert check(upgrade("h2c")) is None
