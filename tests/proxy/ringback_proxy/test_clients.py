from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from ringback.errors import UsageError
from ringback_proxy.clients import twilio_http_client
from tests.support.process.ringback import ACCOUNT, TOKEN
from tests.support.process.starting import make_starter


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ExitStack() as stack:
        server = make_starter(tmp_path_factory.mktemp("fake"), stack)(
            "fake", "--base-url-port", "0"
        )
        assert server.ready.base_url is not None
        yield server.ready.base_url


@pytest.fixture
def client(base_url: str) -> Client:
    return Client(ACCOUNT, TOKEN, http_client=twilio_http_client(base_url))


def test_twilios_client_creates_a_conversation_at_the_base_url(client: Client) -> None:
    created = client.conversations.v1.conversations.create(friendly_name="Ada")

    assert created.account_sid == ACCOUNT
    assert created.friendly_name == "Ada"


def test_its_pages_are_fetched_from_there_too(client: Client) -> None:
    for name in ("one", "two", "three"):
        client.conversations.v1.conversations.create(unique_name=name)

    listed = client.conversations.v1.conversations.list(page_size=1)

    assert {"one", "two", "three"} <= {each.unique_name for each in listed}


def test_faults_are_twilios(client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.conversations.v1.conversations.create(attributes="no JSON")

    assert refused.value.code == 50304


def test_options_of_twilios_own_client_are_accepted(base_url: str) -> None:
    assert twilio_http_client(base_url, timeout=7).timeout == 7


def test_another_product_is_refused_before_it_reaches_twilio(client: Client) -> None:
    with pytest.raises(UsageError, match=r"api\.twilio\.com is not the Conversations API"):
        client.messages.create(to="+15005550006", from_="+15005550006", body="no")


@pytest.mark.parametrize("base_url", ["127.0.0.1:8081", "ftp://127.0.0.1", "http://", ""])
def test_an_invalid_base_url_is_the_operators_error(base_url: str) -> None:
    with pytest.raises(UsageError, match="--base-url-port"):
        twilio_http_client(base_url)
