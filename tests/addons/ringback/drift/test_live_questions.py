from pathlib import Path

import pytest

from ringback.cassette.model import Recording
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.drift.live_questions import Question, Questions
from ringback.http.messages import Request, Response, request_to
from tests.support.cassettes.exchanges import ACCOUNT, CONVERSATION, TOKEN, create, reply, request

URL = f"https://conversations.twilio.com/v1/Conversations/{CONVERSATION}"
CREATED = reply(201, {"sid": CONVERSATION, "url": URL})
OTHERS = "AC" + "0" * 8 + "b" * 24


def record(sent: Request, response: Response, index: int = 1) -> Recording:
    return Recording(sent, response, Path("a.yaml"), index, None)


def find(*recordings: Recording) -> Question | str:
    return Questions(recordings, ACCOUNT).find(recordings[0])


def test_a_get_is_asked_again_with_none_of_its_headers() -> None:
    sent = request("GET", f"/v1/Conversations/{CONVERSATION}", caller=(ACCOUNT, TOKEN))

    found = find(record(sent, reply(200, {})))

    assert isinstance(found, Question)
    assert found.request.url == URL
    assert list(found.request.headers) == [("Accept", "*/*")]
    assert found.is_same


@pytest.mark.parametrize(
    ("link", "url"),
    [
        pytest.param({"url": URL}, URL, id="url"),
        pytest.param({"uri": f"/2010-04-01/Accounts/{OWN_ACCOUNT}/Calls/CA1.json"},
                     f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Calls/CA1.json",
                     id="uri-of-the-older-api"),
    ],
)  # fmt: skip
def test_of_a_write_the_resource_is_asked_for(link: dict[str, str], url: str) -> None:
    sent = request_to("POST", "https://api.twilio.com/x")

    found = find(record(sent, reply(201, link)))

    assert isinstance(found, Question)
    assert (found.request.method, found.request.url, found.is_same) == ("GET", url, False)
    assert found.request.body == b""


@pytest.mark.parametrize(
    ("sent", "response", "reason"),
    [
        pytest.param(request("DELETE"), Response(204), "it is not a GET", id="delete"),
        pytest.param(create(), reply(400, {"url": URL}), "it is not a GET", id="refused-write"),
        pytest.param(create(), reply(201, {"url": "https://["}), "it is not a GET", id="bad-url"),
        pytest.param(create(), reply(201, {"url": 3}), "it is not a GET", id="no-url"),
        pytest.param(create(), reply(201, {"url": "https://example.com/a"}),
                     "https://example.com is not Twilio's", id="another-host"),
        pytest.param(request_to("GET", "https://evil-twilio.com/a"), reply(200, {}),
                     "https://evil-twilio.com is not Twilio's", id="host-with-twilios-end"),
        pytest.param(request_to("GET", "http://api.twilio.com/a"), reply(200, {}),
                     "http://api.twilio.com is not Twilio's", id="plain-http"),
        pytest.param(request_to("GET", "https://api.twilio.com:8443/a"), reply(200, {}),
                     "https://api.twilio.com:8443 is not Twilio's", id="another-port"),
        pytest.param(request_to("GET", "https://media.us1.twilio.com/ME1?sig=x"), reply(200, {}),
                     "a temporary link", id="temporary-link"),
        pytest.param(request("GET", "/v1/Users?Page=1&PageToken=PT1"), reply(200, {}),
                     "page token", id="page-token"),
        pytest.param(request("GET", "/v1/Users?Identity=REDACTED-1"), reply(200, {}),
                     "was redacted", id="redacted"),
        pytest.param(request("GET", f"/v1/Accounts/{OTHERS}"), reply(200, {}), "was redacted",
                     id="account-of-others"),
        pytest.param(request("GET"), reply(503, {}), "not due to the request", id="failure"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_says_why(sent: Request, response: Response, reason: str) -> None:
    found = find(record(sent, response))

    assert isinstance(found, str)
    assert reason in found


@pytest.mark.parametrize("below", ["", "/Messages", "/Participants/MB1"])
def test_what_the_run_itself_deleted_is_not_asked_for(below: str) -> None:
    path = f"/v1/Conversations/{CONVERSATION}"
    asked = record(request("GET", path + below), reply(200, {}))
    deleted = record(request("DELETE", path), Response(204), 5)

    assert find(asked, deleted) == "#5 deletes the resource"


def test_a_resource_whose_name_only_begins_alike_is_asked_for() -> None:
    asked = record(request("GET", "/v1/Conversations/one-more"), reply(200, {}))
    deleted = record(request("DELETE", "/v1/Conversations/one"), Response(204), 2)

    assert isinstance(find(asked, deleted), Question)
