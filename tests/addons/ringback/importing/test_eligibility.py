import pytest

from ringback.http.messages import Request, request_to
from ringback.importing.eligibility import check_request


@pytest.mark.parametrize(
    "url",
    [
        "https://conversations.twilio.com/v1",
        "https://api.twilio.com/2010-04-01",
        "https://mcs.us1.twilio.com/v1",
        "https://API.Twilio.COM./x",
    ],
)
def test_every_host_of_twilios_is_imported(url: str) -> None:
    assert check_request(request_to("GET", url), "entry 1") is None


@pytest.mark.parametrize(
    ("sent", "reason", "host"),
    [
        pytest.param(request_to("GET", "https://example.com/?a=secret"),
                     "example.com is not Twilio's", "example.com", id="another-host"),
        pytest.param(request_to("GET", "https://nottwilio.com/"), "nottwilio.com is not Twilio's",
                     "nottwilio.com", id="host-with-twilios-end"),
        pytest.param(request_to("GET", "http://api.twilio.com/"), "http:// is never played", "",
                     id="plain-http"),
        pytest.param(request_to("GET", "wss://tsock.us1.twilio.com/"), "wss:// is never played", "",
                     id="websocket"),
        pytest.param(request_to("CONNECT", "https://api.twilio.com/"), "CONNECT is not a request",
                     "", id="connect"),
    ],
)  # fmt: skip
def test_what_replay_cannot_answer_is_left_out(sent: Request, reason: str, host: str) -> None:
    found = check_request(sent, "entry 7")

    assert found is not None
    assert found.reason.startswith(reason)
    assert (found.place, found.host) == ("entry 7", host)
    assert "secret" not in str(found)
