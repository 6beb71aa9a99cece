import re
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from ringback.errors import RingbackError, UsageError
from ringback.settings.table import FakeSettings
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.fixture import Ringback
from ringback_proxy.testing.ipc.process import ProxyProcess
from tests.support.cassettes.exchanges import TOKEN
from tests.support.http import wire

ACCOUNT = "AC" + "3" * 32


def create(ringback: Ringback, **form: str) -> requests.Response:
    """Create a conversation over the base URL, without the environment's proxy."""
    url = f"{ringback.base_url}/v1/Conversations"
    with requests.Session() as session:
        session.trust_env = False
        return session.post(url, form, auth=(ACCOUNT, TOKEN))


def test_requests_are_in_order(fake: Ringback) -> None:
    create(fake, FriendlyName="one")
    first = fake.requests
    create(fake, FriendlyName="two")
    assert [one.form["FriendlyName"] for one in fake.requests] == ["one", "two"]
    assert fake.requests[:1] == first


def test_threads_that_read_at_once_count_each_request_once(fake: Ringback) -> None:
    for number in range(3):
        create(fake, FriendlyName=str(number))
    with ThreadPoolExecutor(8) as pool:
        assert {len(found) for found in pool.map(lambda _: fake.requests, range(64))} == {3}


def test_an_assertion_returns_the_matching_requests(fake: Ringback) -> None:
    create(fake, FriendlyName="one")
    (found,) = fake.assert_requested("POST", form={"FriendlyName": "one"})
    assert found.status == 201
    fake.assert_requested(path=re.compile(".*"), times=1)
    fake.assert_not_requested("GET")


@pytest.mark.parametrize(
    ("times", "message"),
    [
        pytest.param(None, "expected at least once, came never: GET any path", id="never"),
        pytest.param(2, "expected twice, came never: GET any path", id="twice"),
        pytest.param(3, "expected 3 times, came never: GET any path", id="three times"),
    ],
)
def test_a_failed_assertion_counts_the_requests(
    times: int | None, message: str, fake: Ringback
) -> None:
    create(fake)
    with pytest.raises(AssertionError, match=message):
        fake.assert_requested("GET", times=times)


def test_a_request_that_must_not_be_made_fails_the_assertion(fake: Ringback) -> None:
    create(fake)
    with pytest.raises(AssertionError, match="expected never, came once: any method any path"):
        fake.assert_not_requested()


def test_a_failed_assertion_shows_no_secrets(fake: Ringback) -> None:
    create(fake, FriendlyName=f"my token is {TOKEN}")
    with pytest.raises(AssertionError) as caught:
        fake.assert_requested("POST", form={"FriendlyName": "x"})
    assert TOKEN[:8] not in str(caught.value)


def test_a_fake_has_no_recordings_to_play(fake: Ringback) -> None:
    with pytest.raises(RingbackError, match="only a replay can play all"):
        fake.assert_all_played()


@pytest.mark.parametrize("times", ["once", 1.5, -1])
def test_an_invalid_number_of_times_is_refused(times: Any, fake: Ringback) -> None:
    with pytest.raises(UsageError, match=r"times is .*; accepted are 0 and more"):
        fake.assert_requested(times=times)


def test_a_client_has_the_account_of_the_environment(
    fake: Ringback, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fake.client().username == "AC" + "0" * 32
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "t")
    client = fake.client()
    assert (client.username, client.password) == (ACCOUNT, "t")
    assert fake.client("AC1", "x").username == "AC1"


def test_a_client_needs_the_twilio_package(fake: Ringback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "twilio.rest", None)
    with pytest.raises(UsageError, match="install it with: pip install twilio"):
        fake.client()


def test_the_url_names_the_session(fake: Ringback) -> None:
    assert re.fullmatch(r"http://fake-\d+:x@127\.0\.0\.1:\d+", fake.url)
    assert fake.environ["http_proxy"] == fake.url


def test_the_report_lists_misses_and_remarks(fake: Ringback) -> None:
    url = f"{fake.base_url}/v1/Conversations/CH1/Export"
    with requests.Session() as session:
        session.trust_env = False
        session.get(url, auth=(ACCOUNT, TOKEN))
        session.post(
            f"{fake.base_url}/v1/Conversations",
            headers={"X-Twilio-Webhook-Enabled": "true"},
            auth=(ACCOUNT, TOKEN),
        )
    report = fake.report()
    assert report[0] == "GET /v1/Conversations/CH1/Export -> 501"
    assert "is not faked" in report[1]
    assert report[2] == (
        "POST /v1/Conversations: X-Twilio-Webhook-Enabled asks for webhooks, "
        "and none is registered in this account."
    )


def test_the_report_is_available_after_the_end(process: ProxyProcess) -> None:
    ringback = Ringback(process, "reported", SessionSpec(FakeSettings()))
    with requests.Session() as http:
        http.trust_env = False
        http.get(f"{ringback.base_url}/v1/Conversations/CH1/Export", auth=(ACCOUNT, TOKEN))
    ringback.end(ended_well=True)
    assert ringback.report()[0] == "GET /v1/Conversations/CH1/Export -> 501"


def test_a_request_belongs_to_the_session_in_which_its_head_arrived(
    process: ProxyProcess,
) -> None:
    first = Ringback(process, "first", SessionSpec(FakeSettings(), title="the first test"))
    host, port = process.base_url.removeprefix("http://").split(":")
    with wire.dial((host, int(port))) as client:
        client.sendall(
            b"POST /v1/Conversations HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n"
            b"Content-Length: 3\r\n\r\n"
        )
        create(first)  # on a later connection: when it is answered, the head has been read
        first.end(ended_well=True)
        second = Ringback(process, "second", SessionSpec(FakeSettings(), title="the second test"))
        client.sendall(b"a=b")
        reply = wire.read_to_end(client)
        assert second.requests == ()
        second.end(ended_well=True)
    assert b"this came from the first test, which has ended" in reply


def test_the_report_remarks_on_the_lack_of_requests(fake: Ringback) -> None:
    assert fake.report() == ["no request of this test has reached the proxy"]
    create(fake)
    assert fake.report() == []
