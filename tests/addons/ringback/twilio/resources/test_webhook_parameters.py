import pytest

from ringback.twilio.resources.webhook_parameters import CONVERSATION_FILTER, EVENTS, URL
from ringback.twilio.values.faults import Fault


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://localhost:3000/a?b=c",
        "https://[::1]/",
        "http://a",
        "HTTP://A",
    ],
)
def test_a_url_is_kept(url: str) -> None:
    assert URL.read(url) == url


@pytest.mark.parametrize(
    "url", ["", "example.com", "/a", "https://", "https:///a", "http://?a", "ftp://a"]
)
def test_a_url_is_absolute(url: str) -> None:
    refused = URL.read(url)

    assert isinstance(refused, Fault)
    assert refused.code == 50054


@pytest.mark.parametrize("event", EVENTS)
def test_a_conversation_hears_of_what_has_happened(event: str) -> None:
    assert CONVERSATION_FILTER.read(event) == event
