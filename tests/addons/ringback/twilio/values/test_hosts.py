import re

import pytest

from ringback.twilio.values.hosts import (
    RECORDED_PATTERN,
    TWILIO_PATTERN,
    is_conversations,
    is_doubled,
    is_login,
    is_media,
    is_media_link,
    is_recorded,
    is_twilio,
    is_under_other_domain,
    normalize,
)

CONVERSATIONS = [
    "conversations.twilio.com",
    "conversations.au1.twilio.com",
    "conversations.sydney.us1.twilio.com",
]
OTHERS = [
    "api.twilio.com",
    "mcsx.twilio.com",
    "media.twiliocdn.twilio.com.twilio.com",
    "twilio.com",
    "chat.twilio.com",
    "a.b.conversations.twilio.com",
]
STRANGERS = ["example.com", "nottwilio.com", "conversations.twilio.com.evil.org", "twilio.com.org"]


@pytest.mark.parametrize("host", CONVERSATIONS)
def test_the_api_is_recognized_with_edges_and_regions(host: str) -> None:
    assert is_conversations(host)
    assert is_twilio(host)
    assert re.search(RECORDED_PATTERN, f"{host.upper()}.:443", re.IGNORECASE)


@pytest.mark.parametrize("host", ["oauth.twilio.com", "oauth.sydney.au1.twilio.com"])
def test_the_login_is_recognized_with_edges_and_regions(host: str) -> None:
    assert is_login(host)
    assert is_doubled(host)
    assert not is_conversations(host)
    assert re.search(RECORDED_PATTERN, f"{host.upper()}.:443", re.IGNORECASE)


@pytest.mark.parametrize(
    ("host", "takes_files"),
    [
        ("mcs.us1.twilio.com", True),
        ("mcs.twilio.com", True),
        ("mcs.dublin.ie1.twilio.com", True),
        ("media.us1.twilio.com", False),
        ("media.ie1.twilio.com", False),
    ],
)
def test_the_hosts_of_files_are_doubled_and_recorded(host: str, takes_files: bool) -> None:
    assert is_media(host) is takes_files
    assert is_media_link(host) is not takes_files
    assert is_doubled(host)
    assert is_recorded(host)
    assert re.search(RECORDED_PATTERN, f"{host}:443")


@pytest.mark.parametrize("host", OTHERS)
def test_twilios_other_hosts_are_recognized(host: str) -> None:
    assert is_twilio(host)
    assert not is_doubled(host)
    assert is_recorded(host)
    assert re.search(TWILIO_PATTERN, f"{host}:443")
    assert re.search(RECORDED_PATTERN, f"{host.upper()}.:443", re.IGNORECASE)


@pytest.mark.parametrize(
    "host",
    ["acme.sip.twilio.com", "acme.sip.us1.twilio.com", "turn.twilio.com", "global.stun.twilio.com"],
)
def test_hosts_that_do_not_speak_http_are_not_recorded(host: str) -> None:
    assert is_twilio(host)
    assert not is_recorded(host)
    assert re.search(TWILIO_PATTERN, f"{host}:5061")
    assert not re.search(RECORDED_PATTERN, f"{host.upper()}.:5061", re.IGNORECASE)


@pytest.mark.parametrize(
    ("host", "is_twilios"),
    [
        ("twil.io", True),
        ("demo.twil.io", True),
        ("api.sendgrid.com", True),
        ("mms.twiliocdn.com", True),
        ("api.authy.com", True),
        ("nottwil.io", False),
        ("twil.io.example.com", False),
        ("api.twilio.com", False),
    ],
)
def test_twilios_other_domains_are_recognized(host: str, is_twilios: bool) -> None:
    assert is_under_other_domain(host) is is_twilios


@pytest.mark.parametrize("host", STRANGERS)
def test_other_hosts_are_not_twilios(host: str) -> None:
    assert not is_twilio(host)
    assert not is_conversations(host)
    assert not is_recorded(host)
    assert not re.search(TWILIO_PATTERN, f"{host}:443")
    assert not re.search(RECORDED_PATTERN, f"{host}:443")


def test_hosts_are_compared_in_lower_case_and_without_a_trailing_dot() -> None:
    assert normalize("Conversations.Twilio.COM.") == "conversations.twilio.com"
