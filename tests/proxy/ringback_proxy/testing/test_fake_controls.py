from datetime import UTC, datetime, timedelta

import pytest
import requests

from ringback.errors import UsageError
from ringback.settings.table import FakeSettings
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.fixture import Ringback
from ringback_proxy.testing.ipc.process import ProxyProcess
from tests.support.cassettes.exchanges import TOKEN

ACCOUNT = "AC" + "3" * 32


def create(ringback: Ringback) -> requests.Response:
    """Create a conversation over the base URL, without the environment's proxy."""
    url = f"{ringback.base_url}/v1/Conversations"
    with requests.Session() as session:
        session.trust_env = False
        return session.post(url, auth=(ACCOUNT, TOKEN))


def test_the_clock_can_be_read_set_and_advanced(fake: Ringback) -> None:
    fake.now = datetime(2026, 1, 31, 12)  # noqa: DTZ001 - read as UTC
    assert fake.now == datetime(2026, 1, 31, 12, tzinfo=UTC)
    fake.now = datetime(2026, 1, 31, 12, tzinfo=UTC)
    fake.advance(timedelta(minutes=30), hours=1)
    assert fake.now == datetime(2026, 1, 31, 13, 30, tzinfo=UTC)


def test_a_timer_elapses_when_the_clock_is_advanced(fake: Ringback) -> None:
    conversation = fake.conversations.create(timers_inactive="PT1H")
    fake.advance(hours=2)
    assert fake.conversations[conversation.sid].state == "inactive"


def test_a_conversation_with_participants_is_ready_when_the_clock_is_advanced(
    fake: Ringback,
) -> None:
    fake.now = datetime(2026, 1, 31, 12, tzinfo=UTC)
    with requests.Session() as session:
        session.trust_env = False
        session.auth = (ACCOUNT, TOKEN)
        url = f"{fake.base_url}/v1/ConversationWithParticipants"
        made = session.post(url, {"Participant": '{"identity": "alice"}'}).json()
        refused = session.post(made["links"]["messages"], {"Body": "Hi"})
        fake.advance(seconds=1)
        sent = session.post(made["links"]["messages"], {"Body": "Hi"})

    assert made["state"] == "initializing"
    assert refused.json()["code"] == 50386
    assert sent.status_code == 201


def test_the_clock_cannot_be_set_back(fake: Ringback) -> None:
    with pytest.raises(UsageError, match=r"the clock cannot advance by .*; give more"):
        fake.advance(hours=-1)


def test_the_next_requests_fail(fake: Ringback) -> None:
    fake.fail_next(503, times=1)
    assert [create(fake).status_code for _ in range(2)] == [503, 201]


def test_an_injected_fault_is_sent_as_the_fake_sends_its_own(fake: Ringback) -> None:
    url = f"{fake.base_url}/v1/Conversations/nobody"
    with requests.Session() as session:
        session.trust_env = False
        session.auth = (ACCOUNT, TOKEN)
        real = session.get(url)
        fake.fail_next(404)
        injected = session.get(url)
        fake.fail_next(401)
        unauthorized = session.get(url)
    assert (real.status_code, injected.status_code) == (404, 404)
    assert list(injected.headers) == list(real.headers)
    assert injected.headers["Twilio-Request-Id"] != real.headers["Twilio-Request-Id"]
    assert unauthorized.headers["WWW-Authenticate"] == 'Basic realm="Twilio API"'


def test_zero_faults_are_refused(fake: Ringback) -> None:
    with pytest.raises(UsageError, match="times is 0, and at least 1 is accepted"):
        fake.fail_next(503, times=0)


def test_the_clock_is_set_by_text(fake: Ringback) -> None:
    fake.now = "2026-01-01T00:00:00Z"
    assert fake.now == datetime(2026, 1, 1, tzinfo=UTC)


def test_set_up_uses_the_credentials_of_the_settings(process: ProxyProcess) -> None:
    spec = SessionSpec(FakeSettings(account_sid=ACCOUNT, auth_token=TOKEN))
    ringback = Ringback(process, "insisting", spec)
    assert ringback.conversations.create().account_sid == ACCOUNT
    ringback.end(ended_well=True)


def test_faults_are_set_shown_and_used_up(fake: Ringback) -> None:
    fake.faults = "unavailable,times=1"
    assert fake.faults == ("unavailable,times=1",)
    assert create(fake).status_code == 503
    assert not fake.faults
    fake.faults = ("reset,times=1", "slow,times=1,ms=5")
    fake.fail_next(500)
    with pytest.raises(requests.ConnectionError):
        create(fake)
    assert create(fake).headers["Ringback"] == 'fault;name="slow"'
    assert create(fake).status_code == 500
    assert create(fake).status_code == 201
    assert [(one.source, one.fault, one.status) for one in fake.requests] == [
        ("fault", "unavailable", 503),
        ("fault", "reset", 0),
        ("fault", "slow", 201),
        ("fault", "twilio-20500", 500),
        ("fake", None, 201),
    ]


def test_a_fault_of_the_next_requests_keeps_what_others_have_counted(fake: Ringback) -> None:
    fake.faults = "unavailable,after=2"
    assert create(fake).status_code == 201
    fake.fail_next(500)
    assert [create(fake).status_code for _ in range(3)] == [500, 503, 503]


def test_a_fault_that_is_not_accepted_is_refused_and_changes_nothing(fake: Ringback) -> None:
    fake.faults = "reset"
    with pytest.raises(UsageError, match="the fault's name is 'slwo'"):
        fake.faults = "slwo"
    with pytest.raises(UsageError, match="no fault with the code 99999"):
        fake.faults = ["twilio-99999"]
    assert fake.faults == ("reset",)
